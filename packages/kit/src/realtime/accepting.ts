import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { AppError } from '../errors/app-error.ts'
import type { Admission } from './admission.ts'
import { MAX_FRAME_BYTES } from './protocol.ts'
import { errorOf, type Refusal } from './refusals.ts'

/** Whether an address may open another socket now, and if not, when again. */
export type MayConnect = (address: string) => Admitted | Promise<Admitted>

interface Admitted {
  allowed: boolean
  retryAfterS: number
}

export interface AcceptingOptions {
  admission: Admission
  mayConnect: MayConnect
  /** Writes the answer to an upgrade that is refused: all of it, as bytes on the connection. */
  refusal: (error: AppError) => string
  onUpgrade: (outcome: Refusal | 'accepted') => void
  open: (socket: WebSocket, address: string, request: IncomingMessage) => void
  onFailure: (error: unknown) => void
}

/** Answers upgrades: with a socket that is opened, or with a refusal. */
export function createAccepting(options: AcceptingOptions) {
  const { admission, mayConnect, refusal: textOf, onUpgrade, open, onFailure } = options
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })

  const refuse = (raw: Duplex, refusal: Refusal, retryAfterS?: number) => {
    onUpgrade(refusal)
    raw.end(textOf(errorOf(refusal, retryAfterS)))
  }
  sockets.on('wsClientError', (_error, raw) => refuse(raw, 'handshake'))
  const accept = async (request: IncomingMessage, raw: Duplex, head: Buffer, address: string) => {
    const { allowed, retryAfterS } = await mayConnect(address)
    if (raw.destroyed) return
    if (!allowed) return refuse(raw, 'rate', retryAfterS)
    sockets.handleUpgrade(request, raw, head, (socket) => {
      onUpgrade('accepted')
      open(socket, address, request)
    })
  }

  return (request: IncomingMessage, raw: Duplex, head: Buffer): void => {
    // Whoever hangs up before the answer ends with an error that nobody else hears.
    raw.on('error', () => {})
    const entry = admission.enter(request)
    if ('refusal' in entry) return refuse(raw, entry.refusal)
    raw.once('close', () => admission.leave(entry.address))
    accept(request, raw, head, entry.address).catch((error: unknown) => {
      onFailure(error)
      raw.destroy()
    })
  }
}
