import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { MAX_HINT_BYTES, type FanOut, type OpenFanOut } from './fan-out.ts'

/** What processes tell each other: new messages, messages that were written to a connection, sessions that ended, news as it is sent. */
export type Hint =
  | { kind: 'new' | 'sent'; recipient: string; seq: number }
  | { kind: 'ended'; recipient: string; session: string | undefined }
  | { kind: 'news'; recipient: string; text: string }

export interface HintsOptions {
  open: OpenFanOut
  /** Hears the hints of the other processes. */
  hear: (hint: Hint) => void
  /** Hears when the way between the processes stops and begins to work. It begins as one that does not. */
  onChange: (state: 'up' | 'down') => void
  /** Runs work outside the flow that asked for it. */
  outside: (work: () => void) => void
}

/** The hints of this process to the others, and whether they arrive. */
export interface Hints {
  /** Sends the hint with others of the same turn of the event loop. It may be lost. */
  tell(hint: Hint): void
  /** Once a second. */
  tick(): void
  isUp(): boolean
  /** Whether another process was heard of within 6 s. */
  hasPeers(): boolean
  close(): Promise<void>
}

const BEAT_TICKS = 2
const DEAD_TICKS = 6

const Letter = z.object({
  from: z.string(),
  hints: z.array(
    z.union([
      z.tuple([z.enum(['new', 'sent']), z.string(), z.int()]),
      z.tuple([z.literal('ended'), z.string(), z.string().nullable()]),
      z.tuple([z.literal('news'), z.string(), z.string()]),
    ]),
  ),
})
type Line = z.infer<typeof Letter>['hints'][number]

/**
 * Sends hints, and beats: a process that does not hear its own beat for 6 s knows that hints get lost, whatever the
 * reason and whatever the fan-out is made of.
 */
export function createHints({ open, hear, onChange, outside }: HintsOptions): Hints {
  const self = randomUUID()
  const peers = new Map<string, number>()
  let waiting: Line[] = []
  let tick = 0
  let heardSelfTick = -DEAD_TICKS
  let isUp = false

  const turn = (up: boolean) => {
    if (up === isUp) return
    isUp = up
    onChange(up ? 'up' : 'down')
  }

  const receive = (text: string) => {
    const letter = read(text)
    if (!letter) return
    if (letter.from === self) {
      heardSelfTick = tick
      turn(true)
      return
    }
    peers.set(letter.from, tick)
    for (const [kind, recipient, what] of letter.hints) {
      if (kind === 'ended') hear({ kind, recipient, session: what ?? undefined })
      else if (kind === 'news') hear({ kind, recipient, text: what })
      else hear({ kind, recipient, seq: what })
    }
  }
  const fanOut: FanOut = open(receive)

  const send = (lines: readonly Line[]) => {
    const text = JSON.stringify({ from: self, hints: lines })
    if (lines.length > 1 && Buffer.byteLength(text) > MAX_HINT_BYTES) {
      const half = Math.ceil(lines.length / 2)
      send(lines.slice(0, half))
      send(lines.slice(half))
    } else fanOut.publish(text)
  }
  const flush = () => {
    const lines = waiting
    waiting = []
    if (lines.length > 0) send(lines)
  }
  send([])

  return {
    tell(hint) {
      if (waiting.length === 0) outside(() => void setImmediate(flush))
      waiting.push(lineOf(hint))
    },
    tick() {
      tick++
      if (tick % BEAT_TICKS === 0) send([])
      if (tick - heardSelfTick > DEAD_TICKS) turn(false)
      for (const [peer, heardTick] of peers) if (tick - heardTick > DEAD_TICKS) peers.delete(peer)
    },
    isUp: () => isUp,
    hasPeers: () => peers.size > 0,
    async close() {
      flush()
      await fanOut.close()
    },
  }
}

function lineOf(hint: Hint): Line {
  const { kind, recipient } = hint
  if (kind === 'ended') return [kind, recipient, hint.session ?? null]
  return kind === 'news' ? [kind, recipient, hint.text] : [kind, recipient, hint.seq]
}

function read(text: string): z.infer<typeof Letter> | undefined {
  try {
    return Letter.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
