import type { Registry } from '../telemetry/registry.ts'
import { closeCodes } from './close-codes.ts'
import type { Connection } from './connection.ts'

/** What the live connections count. */
export interface RealtimeMetrics {
  upgraded: (outcome: string) => void
  closed: (code: number, why: string | undefined) => void
  received: () => void
  sent: (bytes: number) => void
  confirmed: (afterMs: number) => void
  settled: (state: string) => void
  resumed: (outcome: string) => void
  caughtUp: (mailboxes: number) => void
  fanOut: (state: 'up' | 'down') => void
}

const CONFIRM_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4]

const closeNames = new Map<number, string>(Object.entries(closeCodes).map(([name, { code }]) => [code, name]))

export function createRealtimeMetrics(
  registry: Registry,
  connections: ReadonlySet<Connection>,
): RealtimeMetrics {
  registry.gauge(
    {
      name: 'realtime_connections',
      help: 'Open sockets: authenticated, or anonymous because no token has come yet.',
      labels: ['state'],
    },
    () => {
      let authenticated = 0
      for (const { identity } of connections) if (identity !== undefined) authenticated++
      return [
        [authenticated, 'authenticated'],
        [connections.size - authenticated, 'anonymous'],
      ]
    },
  )
  registry.gauge(
    { name: 'realtime_buffered_bytes', help: 'Bytes written and not yet taken by clients.', labels: [] },
    () => {
      let bytes = 0
      for (const { socket } of connections) bytes += socket.bufferedAmount
      return bytes
    },
  )
  const upgrades = registry.counter({
    name: 'realtime_upgrades_total',
    help: 'Sockets asked for: accepted, or refused: path, origin, address (too many open), rate (too many in a short time), full, stopping.',
    labels: ['outcome'],
  })
  const closes = registry.counter({
    name: 'realtime_closes_total',
    help: 'Sockets that ended: by the name of the close code, `client` when the client ended it, or why it was cut: silent, unconfirmed, unclosed.',
    labels: ['reason'],
  })
  const frames = registry.counter({
    name: 'realtime_frames_total',
    help: 'Frames received and messages sent.',
    labels: ['direction'],
  })
  const bytes = registry.counter({
    name: 'realtime_sent_bytes_total',
    help: 'Bytes of the messages sent.',
    labels: [],
  })
  const confirms = registry.histogram({
    name: 'realtime_confirm_duration_seconds',
    help: 'From writing a message until its client confirmed it.',
    labels: [],
    buckets: CONFIRM_BUCKETS,
  })
  const settlements = registry.counter({
    name: 'realtime_settled_total',
    help: 'Messages by what became of them: confirmed, unconfirmed or expired.',
    labels: ['state'],
  })
  const resumes = registry.counter({
    name: 'realtime_resumes_total',
    help: 'Clients that signed on: recovered from their position, lost (their position was of no use), or new without one.',
    labels: ['outcome'],
  })
  const behind = registry.counter({
    name: 'realtime_caught_up_total',
    help: 'Recipients whose messages the sweep found because no hint had told of them.',
    labels: [],
  })
  let fanOutUp = 0
  registry.gauge(
    {
      name: 'realtime_fan_out_up',
      help: 'Whether hints of other processes arrive: 1 or 0. Without them messages are found by the sweep, every second.',
      labels: [],
    },
    () => fanOutUp,
  )
  return {
    upgraded: (outcome) => upgrades.add(1, outcome),
    closed: (code, why) => closes.add(1, why ?? closeNames.get(code) ?? 'client'),
    received: () => frames.add(1, 'received'),
    sent: (size) => {
      frames.add(1, 'sent')
      bytes.add(size)
    },
    confirmed: (afterMs) => confirms.observe(afterMs / 1000),
    settled: (state) => settlements.add(1, state),
    resumed: (outcome) => resumes.add(1, outcome),
    caughtUp: (mailboxes) => behind.add(mailboxes),
    fanOut: (state) => void (fanOutUp = state === 'up' ? 1 : 0),
  }
}
