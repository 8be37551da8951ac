import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { after, describe, test } from 'node:test'
import { serviceUrl, skipWithout } from '../testing/services.ts'
import { chooseFanOut } from './choose-fan-out.ts'
import type { FanOut, OpenFanOut } from './fan-out.ts'

const none = { redisUrl: undefined, natsUrl: undefined, databaseUrl: undefined }
const kinds: { name: string; skip: string | false; servers: () => Promise<object> }[] = [
  { name: 'memory', skip: false, servers: async () => ({}) },
  {
    name: 'PostgreSQL',
    skip: skipWithout('postgres'),
    servers: async () => ({ databaseUrl: await serviceUrl('postgres') }),
  },
  {
    name: 'Redis',
    skip: skipWithout('redis'),
    servers: async () => ({ redisUrl: await serviceUrl('redis'), databaseUrl: 'postgres://not.used/x' }),
  },
  { name: 'NATS', skip: skipWithout('nats'), servers: async () => ({ natsUrl: await serviceUrl('nats') }) },
]

/** A member that remembers what it hears, and can wait for a text. */
function join(open: OpenFanOut) {
  const heard: string[] = []
  const ears = new EventEmitter()
  const fanOut: FanOut = open((text) => {
    heard.push(text)
    ears.emit('heard')
  })
  after(fanOut.close)
  const hears = async (text: string) => {
    while (!heard.includes(text)) await once(ears, 'heard')
  }
  /** Says something until it comes back: what is said before the connection stands is lost. */
  const ready = async () => {
    const greeting = `greeting ${randomUUID()}`
    const timer = setInterval(() => fanOut.publish(greeting), 20)
    await hears(greeting)
    clearInterval(timer)
  }
  return { ...fanOut, heard, hears, ready }
}

describe('a fan-out', { timeout: 20_000 }, () => {
  for (const { name, skip, servers } of kinds) {
    test(
      `by ${name} carries texts to every process, in order, and to other channels nothing`,
      { skip },
      async () => {
        const channel = `test-${randomUUID()}`
        const there = { ...none, ...(await servers()) }
        const open = chooseFanOut({ ...there, channel })
        const [one, two] = [join(open), join(open)]
        const stranger = join(chooseFanOut({ ...there, channel: `${channel}-other` }))
        await Promise.all([one.ready(), two.ready(), stranger.ready()])
        const longest = 'é'.repeat(3_500)
        for (const text of ['a', `it's "b"\n`, longest]) one.publish(text)
        two.publish('c')
        await Promise.all([one, two].flatMap((member) => [member.hears(longest), member.hears('c')]))
        for (const { heard } of [one, two])
          assert.deepEqual(
            heard.filter((text) => !text.startsWith('greeting') && text !== 'c'),
            ['a', `it's "b"\n`, longest],
          )
        assert.deepEqual(
          stranger.heard.filter((text) => !text.startsWith('greeting')),
          [],
        )
      },
    )

    test(`by ${name} hears nothing once it is closed, and closes twice`, { skip }, async () => {
      const channel = `test-${randomUUID()}`
      const open = chooseFanOut({ ...none, ...(await servers()), channel })
      const [one, two] = [join(open), join(open)]
      await Promise.all([one.ready(), two.ready()])
      await two.close()
      await two.close()
      one.publish('later')
      two.publish('from the closed')
      await one.hears('later')
      assert.deepEqual([two.heard.includes('later'), one.heard.includes('from the closed')], [false, false])
    })
  }

  test('to a server that is not there drops what is published, and closes', async () => {
    for (const server of [
      { databaseUrl: 'postgres://nobody@127.0.0.1:1/none' },
      { redisUrl: 'redis://127.0.0.1:1' },
      { natsUrl: 'nats://127.0.0.1:1' },
    ]) {
      const { publish, close, heard } = join(chooseFanOut({ ...none, ...server, channel: 'test' }))
      publish('x')
      await close()
      assert.deepEqual(heard, [])
    }
  })
})
