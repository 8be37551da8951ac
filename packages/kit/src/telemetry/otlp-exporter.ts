import { printSpans } from './otlp-json.ts'
import type { Attributes, FinishedSpan } from './tracer.ts'

export interface OtlpOptions {
  /** Base URL of a collector; spans go to `/v1/traces` below it. */
  endpoint: string
  /** Sent with every export, such as the key of a hosted service. */
  headers: Readonly<Record<string, string>>
  /** What the process is: `service.name` and so on. */
  resource: Attributes
  /** Hears of spans that were given up, and of the first failure of several in a row. */
  onLost: (spans: number) => void
  onFailure: (error: Error) => void
  /** How long spans are gathered, 5 s by default. */
  intervalMs?: number
  /** How long an export may take, 10 s by default. */
  timeoutMs?: number
}

/** Sends spans to a collector, in the background and in batches. */
export interface OtlpExporter {
  add: (span: FinishedSpan) => void
  /** Sends what is there and waits for it. Never rejects. */
  flush: () => Promise<void>
  /** Flushes once, and takes no more spans. */
  stop: () => Promise<void>
}

const MOST_SPANS = 2048
const BATCH = 512
const MOST_TRIES = 4
const RETRYABLE = new Set([429, 502, 503, 504])

/**
 * Exports over OTLP/HTTP in JSON. What a collector does not take is tried again a few times; past 2048 waiting spans new
 * ones are dropped, so that memory stays bounded whatever the collector does.
 */
export function createOtlpExporter(options: OtlpOptions): OtlpExporter {
  const { resource, headers, onLost, onFailure, intervalMs = 5_000, timeoutMs = 10_000 } = options
  const url = `${options.endpoint.replace(/\/$/, '')}/v1/traces`
  const waiting: FinishedSpan[] = []
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let tries = 0
  let failing = false
  let stopped = false

  const post = async (spans: readonly FinishedSpan[]): Promise<{ retry: boolean; error?: Error }> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: printSpans(resource, spans),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      await response.arrayBuffer()
      if (response.ok) return { retry: false }
      const error = new Error(`the collector answered ${response.status}`)
      return { retry: RETRYABLE.has(response.status), error }
    } catch (error) {
      return { retry: true, error: error as Error }
    }
  }

  /** Sends one batch. @returns whether to go on with the next. */
  const sendBatch = async (): Promise<boolean> => {
    const batch = waiting.splice(0, BATCH)
    const { retry, error } = await post(batch)
    if (error === undefined) {
      tries = 0
      failing = false
      return true
    }
    if (!failing) onFailure(error)
    failing = true
    tries++
    const room = MOST_SPANS - waiting.length
    if (!retry || tries >= MOST_TRIES || room < batch.length) {
      tries = 0
      onLost(batch.length)
    } else waiting.unshift(...batch)
    return false
  }

  const send = async () => {
    while (waiting.length > 0 && (await sendBatch())) {
      // Goes on until all is sent or a batch fails.
    }
  }
  const start = () =>
    (sending ??= send().finally(() => {
      sending = undefined
      if (waiting.length > 0) schedule()
    }))
  const schedule = () => {
    if (timer !== undefined || stopped) return
    timer = setTimeout(() => {
      timer = undefined
      void start()
    }, intervalMs)
    timer.unref()
  }
  const flush = async () => {
    await sending
    await start()
  }

  return {
    add: (span) => {
      if (stopped || waiting.length >= MOST_SPANS) return onLost(1)
      waiting.push(span)
      if (waiting.length >= BATCH && tries === 0) void start()
      else schedule()
    },
    flush,
    stop: async () => {
      if (stopped) return
      await flush()
      stopped = true
      clearTimeout(timer)
      if (waiting.length > 0) onLost(waiting.splice(0).length)
    },
  }
}
