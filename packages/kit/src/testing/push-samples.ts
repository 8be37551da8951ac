import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { createFakeClock } from './fake-clock.ts'
import type { Clock } from '../clock/clock.ts'
import type { PushNotification } from '../push/notification.ts'
import { vapidKeys } from '../push/vapid.ts'

const START = '2030-03-01T12:00:00.000Z'

/** Sign what these tests send. */
export const signingKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = signingKeys.privateKey.export({ format: 'jwk' })
export const vapid = vapidKeys(jwk.d!, 'mailto:ops@example.com')

/** A notification that holds for two minutes. */
export const notification = (clock: Clock): PushNotification => ({
  id: randomUUID(),
  expiresAt: new Date(clock.nowMs() + 120_000),
  alert: { title: 'Hello', body: 'How are you?' },
  urgency: 'high',
  thread: 'greetings',
  fields: { type: 'hello', data: { loudness: 'soft' } },
})

export const iphone = {
  token: 'a1'.repeat(32),
  environment: 'production' as const,
  topic: 'com.example.app',
}

/** A clock whose seconds the tests turn, for itself and for who asks to be called each second. */
export function handTurnedSeconds() {
  const clock = createFakeClock(START)
  const ticks = new Set<() => void>()
  return {
    clock,
    everySecond: (tick: () => void) => {
      ticks.add(tick)
      return () => void ticks.delete(tick)
    },
    tick(seconds: number) {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1000)
        for (const tick of ticks) tick()
      }
    },
  }
}
