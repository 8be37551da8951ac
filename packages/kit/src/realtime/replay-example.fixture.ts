import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Live } from './live.fixture.ts'
import { messageFields, newsFields, serverFrames } from './protocol.ts'

const Message = z.looseObject({ type: z.string(), ...messageFields })
const News = z.strictObject({ type: z.string(), ...newsFields, text: z.string() })
const schemas: Readonly<Record<string, z.ZodType>> = serverFrames

/** Plays an example of the documentation: `>` is sent, `<` must come, `#` is done. Words with `$` stand for what comes. */
export async function replayExample(live: Live, lines: readonly string[]): Promise<void> {
  const words = new Map<string, unknown>()
  let client = await live.connect()

  const doThis = async (what: string) => {
    const sent = /^(\w+) is sent (.+)$/.exec(what)
    const told = /^(\w+) is told (.+)$/.exec(what)
    const passed = /^(\d+) seconds pass$/.exec(what)
    const closed = /^closed (\d+) (.+)$/.exec(what)
    const settled = /^settled (\w+)$/.exec(what)
    if (sent) await live.publish(sent[1]!, { payload: JSON.parse(sent[2]!) as Record<string, unknown> })
    else if (told) await live.tell(told[1]!, JSON.parse(told[2]!) as Record<string, unknown>)
    else if (passed) live.tick(Number(passed[1]))
    else if (closed) assert.deepEqual(await client.closed, { code: Number(closed[1]), reason: closed[2] })
    else if (settled) {
      await live.until(() => live.settled.length > 0)
      assert.equal(live.settled[0]!.state, settled[1])
    } else if (what === 'the connection is cut') await live.cut(client)
    else if (what === 'connect') client = await live.connect()
    else throw new Error(`nobody knows how to do: ${what}`)
  }

  for (const line of lines) {
    const what = line.slice(2)
    if (line.startsWith('> ')) client.send(what.replaceAll(/\$\w+/g, (word) => String(words.get(word))))
    else if (line.startsWith('< ')) expect(await client.next(), JSON.parse(what) as object, words)
    else await doThis(what)
  }
}

function expect(frame: { type: string }, wanted: object, words: Map<string, unknown>): void {
  ;(schemas[frame.type] ?? ('seq' in frame ? Message : News)).parse(frame)
  const known = Object.entries(wanted).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string' || !value.startsWith('$')) return [name, value]
    const came = (frame as Record<string, unknown>)[name]
    assert.notEqual(came, undefined, name)
    // The same word stands for the same value, except the time.
    if (value !== '$t' && words.has(value)) assert.equal(came, words.get(value), value)
    words.set(value, came)
    return [name, came]
  })
  assert.deepEqual(frame, Object.fromEntries(known))
}
