import { successStatus, type Endpoint, type Example } from '../http/endpoint.ts'
import { errorsOf } from '../http/implied-errors.ts'
import type { RecordedExample, RecordedExamples } from '../openapi/recorded-example.ts'
import { startReplay, type EndpointReplay, type ReplayOptions } from './endpoint-replay.ts'
import { fillExample, type ExampleParts } from './example-request.ts'
import { replayImplied } from './implied-examples.ts'
import { replayRepeated } from './repeated-example.ts'

export interface Replay {
  recorded: RecordedExamples
  /** What was not as the contracts say, a line each. */
  problems: readonly string[]
}

/**
 * Replays the examples of every endpoint, each from the same state, and those that follow from what an endpoint declares:
 * no token, too few rights, a broken value, a body too large or of another kind, a limit used up. Where an endpoint takes an
 * `Idempotency-Key`, a success is also sent twice with one.
 */
export async function recordExamples(options: ReplayOptions): Promise<Replay> {
  const recorded = new Map<string, RecordedExample[]>()
  const problems: string[] = []
  for (const { prefix, bindings } of options.mounts) {
    for (const { endpoint } of bindings) {
      const examples: RecordedExample[] = []
      await replayEndpoint(startReplay(options, prefix, endpoint, examples, problems))
      recorded.set(endpoint.id, examples)
    }
  }
  await options.restore()
  return { recorded, problems }
}

async function replayEndpoint(replay: EndpointReplay): Promise<void> {
  const { endpoint, options, problem } = replay
  let good: ExampleParts | undefined
  for (const example of endpoint.examples) {
    await options.restore()
    try {
      const values = example.given === undefined ? {} : await options.prepare(example.given)
      const parts = fillExample(endpoint, example, values)
      if (isSuccess(endpoint, example)) good ??= parts
      const expected = example.answers ?? successStatus(endpoint)
      await replay.record({ key: keyOf(example.name), summary: example.name, expected }, { parts })
    } catch (error) {
      problem(`"${example.name}" could not be sent: ${(error as Error).message}`)
    }
  }
  if (good === undefined) return problem('has no example of success')
  await replayImplied(replay, good)
  const success = endpoint.examples.find((example) => isSuccess(endpoint, example))!
  if (endpoint.idempotencyKey) await replayRepeated(replay, success)
  for (const code of errorsOf(endpoint)) {
    if (isFault(code, options) || NEED_ANOTHER.has(code)) replay.recordFault(code)
    else if (!replay.isRecorded(code)) problem(`has no example of ${code}`)
  }
}

/** What a request is answered because of another one, of a key, or of the day; proved once, for every endpoint. */
const NEED_ANOTHER = new Set([
  'idempotency.in_progress',
  'idempotency.key_reused',
  'auth.out_of_scope',
  'route.gone',
])

/** No request causes a fault of the server. */
const isFault = (code: string, { errors }: ReplayOptions) => errors.get(code)!.status >= 500

const keyOf = (name: string) => (name.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('-')

const isSuccess = (endpoint: Endpoint, { answers }: Example) =>
  answers === undefined || (typeof answers === 'number' && answers < 400 && answers in endpoint.responses)
