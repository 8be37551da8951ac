import type { Clock } from '../clock/clock.ts'
import type { EverySecond } from '../clock/every-second.ts'
import type { Db } from '../db/database.ts'
import type { ApnsConfig } from './apns-config.ts'
import { readApnsAnswer, refusalOf } from './apns-answer.ts'
import {
  apnsHeaders,
  apnsPayload,
  isApnsToken,
  MAX_APNS_PAYLOAD_BYTES,
  type ApnsDevice,
} from './apns-request.ts'
import { createHttp2Connection, type Http2Connection } from './http2-connection.ts'
import { NoAnswer } from './no-answer.ts'
import { rejected, retry, type PushProvider } from './notification.ts'
import { createProviderToken } from './provider-token.ts'

export interface ApnsOptions extends ApnsConfig {
  db: Db
  clock: Clock
  log: { info(fields: object, message: string): void }
  everySecond?: EverySecond
}

const ORIGINS = {
  production: 'https://api.push.apple.com',
  sandbox: 'https://api.sandbox.push.apple.com',
}

/** Pushes to Apple's devices by the provider API over HTTP/2, signed in by a token: one connection to each environment, kept. */
export function createApnsProvider(options: ApnsOptions): PushProvider<ApnsDevice> {
  const { clock, url, ca } = options
  const providerToken = createProviderToken(options)
  const connections = new Map<string, Http2Connection>()

  const connectionTo = (environment: ApnsDevice['environment']): Http2Connection => {
    const origin = url ?? ORIGINS[environment]
    let connection = connections.get(origin)
    if (connection === undefined) {
      const { log, everySecond } = options
      connection = createHttp2Connection({ origin, ca, clock, log, everySecond })
      connections.set(origin, connection)
    }
    return connection
  }

  return {
    async send(notification, device, signal) {
      const sentAt = clock.now()
      const payload = apnsPayload(notification)
      if (!isApnsToken(device.token)) return rejected('not a device token')
      if (payload.length > MAX_APNS_PAYLOAD_BYTES) return rejected('payload too large')
      if (notification.expiresAt <= sentAt) return rejected('expired')
      const connection = connectionTo(device.environment)
      const post = (token: string) =>
        connection.post(apnsHeaders(notification, device, token), payload, signal)
      try {
        const token = await providerToken.current()
        let answer = await post(token)
        if (refusalOf(answer)?.reason === 'ExpiredProviderToken') {
          const renewed = await providerToken.renewed(token)
          if (renewed !== token) answer = await post(renewed)
        }
        // Such a connection answers nothing else for a while.
        if (refusalOf(answer)?.reason === 'TooManyProviderTokenUpdates') connection.replace()
        return readApnsAnswer(answer, sentAt)
      } catch (error) {
        if (error instanceof NoAnswer) return retry(error.message)
        throw error
      }
    },
    async reach() {
      if (connections.size === 0) connectionTo('production')
      await Promise.all([...connections.values()].map((connection) => connection.reach()))
    },
    async close() {
      for (const connection of connections.values()) connection.close()
    },
  }
}
