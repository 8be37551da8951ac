import type { Clock } from '../clock/clock.ts'
import type { EverySecond } from '../clock/every-second.ts'
import type { Db } from '../db/database.ts'
import type { AppError } from '../errors/app-error.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Registry } from '../telemetry/registry.ts'
import type { MayConnect } from './accepting.ts'
import type { Identity } from './connection.ts'
import type { ToFrame } from './delivery.ts'
import type { OpenFanOut } from './fan-out.ts'
import type { OnSettled } from './settling.ts'

export interface RealtimeOptions<Who extends Identity = Identity> {
  db: Db
  clock: Clock
  log: Logger
  metrics: Registry
  /** How processes tell each other of new messages. Without it working they are found within a second or two. */
  fanOut: OpenFanOut
  /** Paths at which sockets are opened. */
  paths: readonly string[]
  /** Origins whose pages may connect, beside the server's own. */
  origins: readonly string[]
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Sockets at most in this process: of one recipient (the oldest makes room), of one address, altogether. */
  sockets: { perRecipient: number; perAddress: number; total: number }
  /** Asked once for every socket that nothing else keeps from being opened. Absent: addresses open them as fast as they like. */
  mayConnect?: MayConnect
  /** Writes the answer to an upgrade that is refused, as bytes on the connection: see `writeError` of the HTTP server. */
  refusal: (error: AppError) => string
  /** A socket with more bytes unread gets nothing until it has read, and is closed after 10 s. 64 KiB when absent. */
  maxBufferedBytes?: number
  /** Whom a token stands for; undefined when it is not valid. When it rejects, the client is told to try again later. */
  authenticate: (token: string, client: { address: string }) => Promise<Who | undefined>
  /** Which of these sessions are no longer valid. Asked about the sessions of all sockets once a minute. */
  endedSessions: (sessions: readonly string[]) => Promise<readonly string[]>
  /** Further fields of a client's `auth_success`. */
  greet: (who: Who) => Record<string, unknown>
  toFrame: ToFrame
  onSettled?: OnSettled
  /** How long sockets are closed one after the other when the process stops, 2 s when absent. */
  drainMs?: number
  everySecond?: EverySecond
}
