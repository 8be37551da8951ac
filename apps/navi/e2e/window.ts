import assert from 'node:assert/strict'
import type { Browser, BrowserContext } from 'playwright-core'

/** Longer than the page waits before it asks the server again. */
const WITHIN_MS = 35_000
/** What a push service gives to a browser: there is none where the tests run. */
const SUBSCRIBE = `PushManager.prototype.subscribe = async () => ({ toJSON: () => ({
  endpoint: 'https://push.example.com/noor',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
}) })`
/** Desktop browsers on Linux share nothing. */
const RECORD_SHARED = 'navigator.share = async (what) => void (globalThis.shared = what)'
const RECORD_VIBRATIONS = 'globalThis.asked = []; navigator.vibrate = (pattern) => asked.push(pattern) > 0'

/** A window of the browser, with what a person sees and does there. */
export interface Window {
  press: (button: string) => Promise<void>
  /** Presses what has the page loaded anew, and waits for that. */
  pressAndLoad: (button: string) => Promise<void>
  pressInDialog: (button: string) => Promise<void>
  sees: (text: string) => Promise<void>
  seesNot: (text: string) => Promise<void>
  /** Waits for the word beside the dot: how the connection is. */
  isSaid: (state: string) => Promise<void>
  /** What was last handed to the share sheet of the device. */
  shared: () => Promise<{ text: string; url: string }>
  /** Opens a link in this window. */
  follow: (link: string) => Promise<void>
  /** Who the server says this is, and with what it is called. */
  person: () => Promise<{ userId: string; token: string }>
  /** Waits until the page has taken in what came up to this number. */
  hasTakenIn: (seq: number) => Promise<void>
  /** Waits until the history has so many taps. */
  countsTaps: (count: number) => Promise<void>
  /** The code that is shown, once there is one. */
  code: () => Promise<string>
  join: (code: string) => Promise<void>
  isPaired: () => Promise<void>
  isAlone: () => Promise<void>
  tap: (intensity: string, pattern: string) => Promise<void>
  /** Waits until the newest taps of the history, `most` of them or all, read so. */
  listsTaps: (rows: readonly (string | RegExp)[], most?: number) => Promise<void>
  /** Counts the taps of the history from here on. */
  forgetTaps: () => Promise<void>
  /** How the device was asked to vibrate so far. */
  vibrations: () => Promise<number[][]>
  goOffline: () => Promise<void>
  goOnline: () => Promise<void>
  /** Closes the window, and opens it again. */
  leave: () => Promise<void>
  comeBack: () => Promise<void>
  /** Loads the page while there is no network. */
  opensWithoutNetwork: () => Promise<void>
  /** Has the push service bring a message, and waits until a notification says so. */
  isNotified: (message: object, text: string) => Promise<void>
  /** A further window of the same browser. */
  openAnother: () => Promise<Window>
  /** Fails when the console told of errors other than these statuses and cut connections, or when anything was asked of somebody else. */
  assertQuiet: (statuses: readonly number[]) => void
}

/** Opens Navi in a browser of its own, as on another device. */
export async function openWindow(browser: Browser, base: string): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true })
  context.setDefaultTimeout(WITHIN_MS)
  await context.addInitScript({ content: `${RECORD_VIBRATIONS}\n${RECORD_SHARED}\n${SUBSCRIBE}` })
  await context.grantPermissions(['notifications'])
  return openIn(context, base)
}

async function openIn(context: BrowserContext, base: string): Promise<Window> {
  const complaints: string[] = []
  const open = async () => {
    const page = await context.newPage()
    page.on(
      'console',
      (message) =>
        message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
    )
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => request.url().startsWith(`${base}/`) || complaints.push(request.url()))
    await page.goto(base)
    return page
  }
  let page = await open()
  let known = 0

  const button = (name: string) => page.getByRole('button', { name, exact: true }).first()
  const connected = () => page.locator('#connection[data-state=live]').waitFor()
  const rows = async () => {
    const texts = await page
      .locator('#history li')
      .evaluateAll((items) =>
        items.map(
          (item) =>
            `${item.querySelector('.what')!.textContent} ${item.querySelector('.became')!.textContent}`,
        ),
      )
    return texts.slice(0, texts.length - known)
  }

  return {
    press: (name) => button(name).click(),
    pressAndLoad: async (name) => {
      await Promise.all([page.waitForEvent('load'), button(name).click()])
    },
    pressInDialog: (name) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click(),
    sees: async (text) => {
      try {
        await page.getByText(text).and(page.locator(':visible')).first().waitFor()
      } catch {
        assert.fail(`"${text}" is not to be seen, but:\n${await page.locator('body').innerText()}`)
      }
    },
    seesNot: (text) => page.getByText(text).first().waitFor({ state: 'hidden' }),
    isSaid: (state) => page.locator('#connection').getByText(state, { exact: true }).waitFor(),
    shared: () => page.evaluate<{ text: string; url: string }>('shared'),
    follow: async (link) => void (await page.goto(link)),
    person: () =>
      page.evaluate<{ userId: string; token: string }>('JSON.parse(localStorage.getItem("navi.1.person"))'),
    hasTakenIn: async (seq) => {
      await page.waitForFunction(`JSON.parse(localStorage.getItem("navi.1.position")).lastSeq >= ${seq}`)
    },
    countsTaps: (count) => page.locator(`#history:has(> li:nth-child(${count}):last-child)`).waitFor(),
    code: async () => {
      await page.locator('#code:not(:empty)').waitFor()
      return (await page.locator('#code').textContent())!.replace(' ', '')
    },
    join: async (code) => {
      await page.getByLabel('The six digits your partner sees').fill(code)
      await page.getByRole('button', { name: 'Pair', exact: true }).click()
    },
    isPaired: () => page.getByRole('heading', { name: 'Tap your partner' }).waitFor(),
    isAlone: () => page.getByRole('heading', { name: 'Pair with your person' }).waitFor(),
    tap: async (intensity, pattern) => {
      await page.getByRole('radio', { name: intensity }).check()
      await page.getByRole('button', { name: pattern }).click()
    },
    listsTaps: async (wanted, most) => {
      for (const until = Date.now() + WITHIN_MS; ;) {
        const now = (await rows()).slice(0, most)
        const isRead = (row: string | RegExp, at: number) =>
          typeof row === 'string' ? row === now[at] : row.test(now[at] ?? '')
        if (now.length === wanted.length && wanted.every(isRead)) return
        if (Date.now() > until) return assert.deepEqual(now, wanted)
        await page.waitForTimeout(20)
      }
    },
    forgetTaps: async () => void (known = await page.locator('#history li').count()),
    vibrations: () => page.evaluate<number[][]>('asked'),
    goOffline: async () => {
      await context.setOffline(true)
      await page.locator('#connection[data-state=offline]').waitFor()
    },
    goOnline: async () => {
      await context.setOffline(false)
      await connected()
    },
    leave: () => page.close(),
    comeBack: async () => {
      known = 0
      page = await open()
      await connected()
    },
    opensWithoutNetwork: async () => {
      await page.evaluate('navigator.serviceWorker.ready.then(() => {})')
      await context.setOffline(true)
      await page.reload()
      await page.locator('#connection[data-state=offline]').waitFor()
      await page.getByRole('heading', { name: 'Tap your partner' }).waitFor()
      await context.setOffline(false)
      await connected()
    },
    isNotified: async (message, text) => {
      const devtools = await context.newCDPSession(page)
      const registered = new Promise<string>((resolve) =>
        devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
          if (first) resolve(first.registrationId)
        }),
      )
      const handled = new Promise<void>((resolve) =>
        devtools.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent }) => {
          if (backgroundServiceEvent.eventName === 'Push event completed') resolve()
        }),
      )
      devtools.on('ServiceWorker.workerErrorReported', ({ errorMessage }) =>
        complaints.push(errorMessage.errorMessage),
      )
      const service = 'pushMessaging'
      await devtools.send('BackgroundService.startObserving', { service })
      await devtools.send('BackgroundService.setRecording', { service, shouldRecord: true })
      await devtools.send('ServiceWorker.enable')
      const registrationId = await registered
      const data = JSON.stringify(message)
      await devtools.send('ServiceWorker.deliverPushMessage', { origin: base, registrationId, data })
      // Chromium forgets a notification when it is asked for those on display while it is about to display that one.
      await Promise.race([handled, page.waitForTimeout(WITHIN_MS)])
      const read = `navigator.serviceWorker.ready
        .then((registration) => registration.getNotifications())
        .then((list) => list.map(({ title, body }) => title + ': ' + body).join())`
      assert.equal(await page.evaluate<string>(read), text)
    },
    openAnother: () => openIn(context, base),
    assertQuiet: (statuses) => {
      const expected = statuses.map((status) => new RegExp(`^Failed to load resource: .* ${status} `))
      // A request whose connection is cut says so; what was asked of others was kept before.
      const told = complaints.filter((text) => !isCut(text, base))
      const others = told.filter((text) => {
        const index = expected.findIndex((pattern) => pattern.test(text))
        if (index >= 0) expected.splice(index, 1)
        return index < 0
      })
      assert.deepEqual([others, expected], [[], []])
    },
  }
}

/** Whether a complaint says no more than that a connection to Navi was cut; each moment at which it can be has its own words. */
function isCut(text: string, base: string): boolean {
  if (text.startsWith(`WebSocket connection to '${base.replace('http', 'ws')}/' failed`)) return true
  return text.includes('net::ERR_') && text.includes(base)
}
