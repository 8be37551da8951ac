import type { Redis } from 'ioredis'
import { createRedisLink } from '../cache/redis-link.ts'
import type { OpenFanOut } from './fan-out.ts'

const RETRY_MS = 500
/** What this process publishes comes back to it every 2 s; when nothing comes, the connection is made anew. */
const SILENT_MS = 6_000

/** A fan-out by publish and subscribe of Redis or Valkey, on two connections of its own. */
export function redisFanOut({ url, channel }: { url: string; channel: string }): OpenFanOut {
  return (hear) => {
    const publisher = createRedisLink({ url, name: 'fan-out' })
    let subscriber: Redis | undefined
    let heardMs = performance.now()
    let isClosed = false

    const subscribe = async () => {
      const { Redis } = await import('ioredis')
      if (isClosed) return
      subscriber = new Redis(url, {
        connectionName: 'fan-out',
        disableClientInfo: true,
        connectTimeout: 1_000,
        disconnectTimeout: 100,
        retryStrategy: () => RETRY_MS * (1 + Math.random()),
        maxRetriesPerRequest: null,
      })
      subscriber.on('error', () => {})
      subscriber.on('message', (_channel: string, text: string) => {
        heardMs = performance.now()
        hear(text)
      })
      // Once is enough: it subscribes again whenever it connects again.
      subscriber.subscribe(channel).catch(() => {})
    }
    const subscribing = subscribe()
    const watch = setInterval(() => {
      if (performance.now() - heardMs < SILENT_MS) return
      heardMs = performance.now()
      subscriber?.disconnect(true)
    }, SILENT_MS / 2).unref()

    return {
      publish: (text) => void publisher.run((redis) => redis.publish(channel, text)).catch(() => {}),
      async close() {
        isClosed = true
        clearInterval(watch)
        await subscribing
        subscriber?.removeAllListeners('message')
        subscriber?.disconnect()
        await publisher.close()
      },
    }
  }
}
