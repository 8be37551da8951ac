import { redacted, text, url } from '../config/variables.ts'
import type { EventDefinition } from '../events/define-event.ts'
import { createEventStream, type EventStream } from '../events/event-stream.ts'
import { subscribe, type Subscriber } from '../jobs/job-handler.ts'
import type { Telemetry } from '../telemetry/create-telemetry.ts'

/** The variables of an app that publishes its events. */
export const eventVariables = (app: string) => ({
  NATS_URL: redacted(
    url(['nats', 'tls'], {
      default: undefined,
      doc: 'NATS with JetStream, which carries events to other systems. Absent: events stay within the app.',
    }),
  ),
  EVENT_STREAM: text({
    default: app,
    doc: 'Stream that takes the events, and the first part of their subjects. Made when missing. Installations that share a NATS need one each.',
  }),
})

interface EventConfig {
  NATS_URL: string | undefined
  EVENT_STREAM: string
}

/** The stream that is configured, watched by the telemetry; undefined when none is. */
export function openEventStream(
  { NATS_URL, EVENT_STREAM }: EventConfig,
  { onDependency }: Pick<Telemetry, 'onDependency'>,
): EventStream | undefined {
  if (NATS_URL === undefined) return undefined
  const onChange = (state: 'up' | 'down') => onDependency('nats', state)
  return createEventStream({ url: NATS_URL, stream: EVENT_STREAM, onChange })
}

/**
 * For what NATS refuses; while it is away nothing is tried. Pauses grow to 15 minutes; the last of 100 runs comes half a day
 * after the event at the earliest.
 */
const RETRY = { limit: 100, firstDelayMs: 1_000, maxDelayMs: 900_000 }
const TIMEOUT_MS = 30_000

/**
 * Publishes each event to the stream, as a job of its own stored with it, which waits while NATS is away; none without a stream.
 * At least once: who reads the stream tells a repeated event by its id.
 * The body is a CloudEvents 1.0 JSON document whose `dataversion` is the version of the event.
 */
export function publishEvents(
  stream: EventStream | undefined,
  app: string,
  events: readonly EventDefinition[],
): Subscriber[] {
  if (!stream) return []
  return events.map((event) =>
    subscribe(
      event,
      `publish.${event.id}`,
      ({ jobId, payload }) => {
        const body = JSON.stringify({
          specversion: '1.0',
          id: jobId,
          source: `/${app}`,
          type: event.id,
          time: timeOf(jobId),
          dataversion: String(event.version),
          datacontenttype: 'application/json',
          data: payload,
        })
        return stream.publish({ id: jobId, type: event.id, body })
      },
      { retry: RETRY, timeoutMs: TIMEOUT_MS, mayRun: () => !stream.isAway() },
    ),
  )
}

/** When a job was stored: its id is a UUID of version 7, which begins with the milliseconds (RFC 9562). */
function timeOf(jobId: string): string {
  return new Date(Number.parseInt(jobId.slice(0, 8) + jobId.slice(9, 13), 16)).toISOString()
}
