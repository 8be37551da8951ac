import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { openBrowser, skipWithoutBrowser } from '@groundwork/kit/testing/browser'
import { listen } from '../src/testing/live-client.ts'
import { createTestApp } from '../src/testing/test-app.ts'
import { openWindow, type Window } from './window.ts'

/** Navi in the browser: two windows of a real one, as two people use them. */

const skip = skipWithoutBrowser()
const [app, browser] = await Promise.all([
  createTestApp({
    env: {
      VAPID_PRIVATE_KEY: Buffer.alloc(32, 7).toString('base64url'),
      VAPID_SUBJECT: 'mailto:ops@example.com',
      SOCKETS_PER_PERSON: '2',
    },
  }),
  skip ? undefined : openBrowser(),
])
const base = (await listen(app)).replace('ws', 'http')
const sockets = new Set<Socket>()
app.server.server.on('connection', (socket) => sockets.add(socket))
after(() => browser?.close())

const INTENSITIES = ['light', 'medium', 'strong']
const PATTERNS = ['single', 'double', 'triple', 'heartbeat']

/** Cuts every connection in the middle, as a network does. */
const cutConnections = () => sockets.forEach((socket) => socket.destroy())

/** A window that was closed is noticed by the server a moment later. */
async function onlyOneIsConnected(): Promise<void> {
  const count = async () => /state="authenticated"\} (\d+)/.exec(await app.deps.telemetry.metrics.text())![1]
  while ((await count()) !== '1') await new Promise(setImmediate)
}

async function pair(maya: Window, noor: Window): Promise<void> {
  await maya.press('Show my code')
  const code = await maya.code()
  await maya.join(code)
  await maya.sees('That is your own code. Your partner types it, on their device.')
  await noor.join(code === '111111' ? '222222' : '111111')
  await noor.sees('That code is wrong or has expired. Ask your partner for a new one.')
  await noor.join('12')
  await noor.sees('A code has six digits.')
  await maya.press('Share')
  const { text, url } = await maya.shared()
  assert.equal(text, `Pair with me on Navi: ${code}`)
  await noor.follow(url)
  await noor.press('Pair')
  await Promise.all([maya.isPaired(), noor.isPaired()])
}

test('two windows pair, tap, lose the network, and part', { skip, timeout: 200_000 }, async (t) => {
  const [maya, noor] = await Promise.all([openWindow(browser!, base), openWindow(browser!, base)])
  await t.test('pair by a code; what is wrong with others is told', () => pair(maya, noor))

  await t.test('every tap is felt, in its rhythm, and that is told', async () => {
    await maya.tap('strong', 'heartbeat')
    await maya.sees('Strong heartbeat: felt')
    await noor.sees('Your partner: strong heartbeat')
    assert.deepEqual(await noor.vibrations(), [[110, 40, 110, 540, 110, 40, 110]])
    const all = INTENSITIES.flatMap((intensity) => PATTERNS.map((pattern) => `${intensity} ${pattern}`))
    for (const words of all) await maya.tap(...(words.split(' ') as [string, string]))
    const sent = ['strong heartbeat', ...all].toReversed()
    await maya.listsTaps(sent.map((words) => `You: ${words} felt`))
    await noor.listsTaps(sent.map((words) => `Partner: ${words} felt`))
  })

  await t.test('what is tapped without the network arrives once, when it is back', async () => {
    await Promise.all([maya.forgetTaps(), noor.forgetTaps()])
    await maya.goOffline()
    await maya.tap('light', 'single')
    await maya.tap('light', 'double')
    await noor.tap('medium', 'triple')
    await noor.listsTaps([/^You: medium triple (on its way|delivered)$/])
    await maya.listsTaps([
      'You: light double waits for the network',
      'You: light single waits for the network',
    ])
    await maya.goOnline()
    const [single, double] = ['light single felt', 'light double felt']
    await maya.listsTaps([`You: ${double}`, `You: ${single}`, 'Partner: medium triple felt'])
    await noor.listsTaps([`Partner: ${double}`, `Partner: ${single}`, 'You: medium triple felt'])
    // Taps are felt one after the other; the last one is no longer to come when she taps.
    await noor.sees('Your partner: light double')
    for (const pattern of ['single', 'double', 'triple']) {
      cutConnections()
      await noor.tap('strong', pattern)
    }
    const more = ['triple', 'double', 'single'].map((pattern) => `strong ${pattern}`)
    await maya.listsTaps([...more.map((words) => `Partner: ${words} felt`), `You: ${double}`], 4)
    // A confirmation that was cut off is not made up for.
    const mine = more.map((words) => new RegExp(`^You: ${words} (felt|delivered)$`))
    await noor.listsTaps([...mine, `Partner: ${double}`], 4)
  })

  await t.test('whoever was away is told what was missed, and is still the same person', async () => {
    await Promise.all([maya.isSaid('Connected'), noor.isSaid('Connected')])
    await maya.leave()
    await onlyOneIsConnected()
    await noor.tap('medium', 'single')
    await noor.sees('Medium single: on its way')
    app.clock.advance(130_000)
    app.tick(5)
    await noor.sees('Medium single: not felt in time')
    await maya.comeBack()
    await maya.sees('1 tap while you were away')
    await maya.listsTaps(['Partner: medium single missed'], 1)
    await maya.opensWithoutNetwork()
  })

  await t.test('a tap that is pushed shows up as a notification', async () => {
    await noor.press('Notify me when this page is closed')
    await noor.sees('Notifications are on. Turn off')
    const text = 'select token from devices where disabled_at is null'
    const { rows } = await app.deps.db.execute({ shape: 'test.devices', text, values: [] })
    assert.deepEqual(rows, [['https://push.example.com/noor']])
    const alert = { title: 'Tap Received', body: 'You received a strong single tap' }
    const data = { intensity: 'strong', pattern: 'single' }
    await noor.isNotified(
      { type: 'tap', id: '1', alert, thread: 'pair', data },
      'Tap Received: You received a strong single tap',
    )
  })

  await t.test('notifications are turned off, also when the server has forgotten the device', async () => {
    const registered = async () => {
      const { rows } = await app.deps.db.execute({
        shape: 'test.devices',
        text: 'select 1 from devices',
        values: [],
      })
      return rows.length
    }
    const off = 'Notify me when this page is closed'
    await noor.press('Notifications are on. Turn off')
    await noor.sees(off)
    assert.equal(await registered(), 0)
    await noor.press(off)
    await noor.sees('Notifications are on. Turn off')
    assert.equal(await registered(), 1)
    await app.deps.db.execute({ shape: 'test.devices', text: 'delete from devices', values: [] })
    await noor.press('Notifications are on. Turn off')
    await noor.sees(off)
  })

  await t.test('older taps are shown when they are asked for', async () => {
    const { token } = await noor.person()
    const headers = { authorization: `Bearer ${token}` }
    const { count } = (await app.send({ url: '/api/tap/history', headers })).json
    let last = 0
    for (let sent = count; sent < 45; sent++)
      last = (await app.send({ method: 'POST', url: '/api/tap/send', headers, body: {} })).json.seq
    // What she has not taken in before would come beside the newest ones.
    await maya.hasTakenIn(last)
    await maya.leave()
    await maya.comeBack()
    await maya.countsTaps(20)
    await maya.press('Show older taps')
    await maya.countsTaps(40)
    await maya.press('Show older taps')
    await maya.countsTaps(45)
    await maya.seesNot('Show older taps')
  })

  await t.test(
    'more windows than one person may have: the oldest pauses until it is asked not to',
    async () => {
      const second = await maya.openAnother()
      await second.isSaid('Connected')
      const third = await maya.openAnother()
      await third.isSaid('Connected')
      await maya.sees('Navi is open in too many windows.')
      await maya.isSaid('Paused')
      await maya.press('Use it here')
      await maya.isSaid('Connected')
      await maya.seesNot('Navi is open in too many windows.')
      await second.isSaid('Paused')
      await Promise.all([second.leave(), third.leave()])
      await maya.tap('light', 'triple')
      await maya.sees('Light triple: felt')
    },
  )

  await t.test('unpairing asks first, and then both are alone at once', async () => {
    await maya.press('Unpair')
    await maya.press('Stay paired')
    await maya.isPaired()
    await maya.press('Unpair')
    await maya.pressInDialog('Unpair')
    await Promise.all([maya.isAlone(), noor.isAlone()])
  })

  await t.test('a second window is the same person, until it is asked to be another', async () => {
    await maya.press('Show my code')
    const code = await maya.code()
    const second = await maya.openAnother()
    await second.sees('Another window here is the same person.')
    await second.pressAndLoad('Be someone else in this window')
    await second.isAlone()
    await second.join(code)
    await Promise.all([maya.isPaired(), second.isPaired()])
    second.assertQuiet([])
  })

  await t.test('who was signed out elsewhere is told, and can start anew', async () => {
    const { userId, token } = await noor.person()
    const headers = { authorization: `Bearer ${token}` }
    await app.send({ method: 'POST', url: '/api/auth/logout', headers })
    await noor.isSaid('Signed out')
    await noor.sees('This browser is no longer signed in')
    await noor.pressAndLoad('Start anew')
    await noor.isSaid('Connected')
    await noor.isAlone()
    assert.notEqual((await noor.person()).userId, userId)
  })

  // What a wrong code is answered with shows on the console, and nothing else does.
  maya.assertQuiet([400])
  noor.assertQuiet([404, 404])
})

test('the parts of the page are kept for ever, and the page itself is asked for', async () => {
  const page = await fetch(base)
  const html = await page.text()
  assert.match(page.headers.get('content-security-policy')!, /^default-src 'none'; script-src 'self';/)
  assert.doesNotMatch(html, /<style|<script(?! type="module" src="\/page)|\son\w+=|style=/)
  const tagged = { headers: { 'if-none-match': page.headers.get('etag')! } }
  assert.equal((await fetch(base, tagged)).status, 304)
  const urls = [...html.matchAll(/(?:href|src)="(\/page\/[^"]+)"/g)].map(([, url]) => url!)
  let bytes = Number(page.headers.get('content-length'))
  for (const url of urls) {
    const part = await fetch(base + url)
    assert.equal(part.status, 200, url)
    const lasts = !url.includes('/current/')
    assert.equal(part.headers.get('cache-control')!.includes('immutable'), lasts, url)
    await part.bytes()
    if (lasts) bytes += Number(part.headers.get('content-length'))
  }
  assert.ok(bytes > 10_000 && bytes < 30_000, `${bytes} bytes, as they are sent`)
  const other = urls.find((url) => url.endsWith('app.js'))!.replace(/\/page\/\w+/, '/page/0000000000000000')
  assert.equal((await fetch(base + other)).status, 404)
})
