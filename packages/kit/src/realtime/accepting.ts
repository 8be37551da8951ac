import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { refuseUpgrade, type Admission } from './admission.ts'
import { MAX_FRAME_BYTES } from './protocol.ts'

export interface AcceptingOptions {
  admission: Admission
  onUpgrade: (outcome: string) => void
  open: (socket: WebSocket, address: string, request: IncomingMessage) => void
}

/** Answers upgrades: with a socket that is opened, or with a refusal. */
export function createAccepting({ admission, onUpgrade, open }: AcceptingOptions) {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  return (request: IncomingMessage, raw: Duplex, head: Buffer): void => {
    const entry = admission.enter(request)
    onUpgrade('refusal' in entry ? entry.refusal : 'accepted')
    if ('refusal' in entry) return refuseUpgrade(raw, entry.refusal)
    raw.once('close', () => admission.leave(entry.address))
    sockets.handleUpgrade(request, raw, head, (socket) => open(socket, entry.address, request))
  }
}
