import { successStatus, type Example } from '../http/endpoint.ts'
import type { EndpointReplay } from './endpoint-replay.ts'
import { fillExample, requestOf } from './example-request.ts'

/** Sends an example of success twice with one `Idempotency-Key`, and says what is wrong when the second answer is another one. */
export async function replayRepeated(
  { endpoint, prefix, options, problem }: EndpointReplay,
  example: Example,
): Promise<void> {
  await options.restore()
  const values = example.given === undefined ? {} : await options.prepare(example.given)
  const request = requestOf(prefix, endpoint, fillExample(endpoint, example, values))
  const keyed = { ...request, headers: { ...request.headers, 'idempotency-key': 'sent-twice' } }
  const first = await options.send(keyed)
  const second = await options.send(keyed)
  const expected = example.answers ?? successStatus(endpoint)
  if (first.status !== expected)
    return problem(`"${example.name}" with a key answered ${first.status} ${first.text}`)
  if (
    second.status !== first.status ||
    second.text !== first.text ||
    second.headers['idempotency-replayed'] !== 'true'
  )
    problem(
      `"${example.name}" was answered otherwise when repeated with its key: ${second.status} ${second.text}`,
    )
}
