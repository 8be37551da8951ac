import { setTimeout as pause } from 'node:timers/promises'
import type { NatsConnection } from '@nats-io/transport-node'
import type { OpenFanOut } from './fan-out.ts'

const RETRY_MS = 500

/** A fan-out by a subject of NATS. What is published while the server is away is dropped, not kept for later. */
export function natsFanOut({ url, channel }: { url: string; channel: string }): OpenFanOut {
  return (hear) => {
    const closing = new AbortController()
    let connection: NatsConnection | undefined
    let isConnected = false

    const open = async () => {
      const { connect } = await import('@nats-io/transport-node')
      while (!closing.signal.aborted) {
        try {
          connection = await connect({
            servers: url,
            name: 'fan-out',
            timeout: 2_000,
            pingInterval: 2_000,
            maxPingOut: 2,
            maxReconnectAttempts: -1,
            reconnectTimeWait: RETRY_MS,
          })
          break
        } catch {
          await pause(RETRY_MS, undefined, { signal: closing.signal }).catch(() => {})
        }
      }
      if (!connection) return
      connection.subscribe(channel, {
        callback: (error, message) => {
          if (!error && !closing.signal.aborted) hear(message.string())
        },
      })
      isConnected = !closing.signal.aborted
      void watch(connection)
    }
    const watch = async (opened: NatsConnection) => {
      for await (const { type } of opened.status()) {
        if (type === 'disconnect') isConnected = false
        if (type === 'reconnect') isConnected = !closing.signal.aborted
      }
    }
    const opening = open()

    return {
      publish(text) {
        if (isConnected) connection!.publish(channel, text)
      },
      async close() {
        closing.abort()
        isConnected = false
        await opening
        await connection?.close()
      },
    }
  }
}
