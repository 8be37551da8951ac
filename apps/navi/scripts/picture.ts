import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '@groundwork/kit/testing/browser'
import { listen } from '../src/testing/live-client.ts'
import { openTestApp } from '../src/testing/test-app.ts'

/** `npm run picture`: draws docs/navi.webp, the page as two people see it, one by day and one by night. */

const FILE = path.resolve(import.meta.dirname, '../../../docs/navi.webp')
const SIZE = { width: 390, height: 844 }
const GAP = 24
const QUALITY = 0.82
const TAPS = ['single', 'heartbeat', 'double', 'heartbeat', 'triple']

const [app, browser] = await Promise.all([openTestApp({ database: { engine: 'embedded' } }), openBrowser()])
try {
  const base = (await listen(app)).replace('ws', 'http')
  const open = async (colorScheme: 'light' | 'dark') => {
    const context = await browser.newContext({
      viewport: SIZE,
      hasTouch: true,
      colorScheme,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    await page.goto(base)
    return page
  }
  const [maya, noor] = await Promise.all([open('light'), open('dark')])
  await maya.getByRole('button', { name: 'Show my code' }).click()
  await maya.locator('#code:not(:empty)').waitFor()
  await noor.getByLabel('The six digits').fill((await maya.locator('#code').textContent())!)
  await noor.getByRole('button', { name: 'Pair', exact: true }).click()
  for (const [i, pattern] of TAPS.entries()) {
    const [from, to] = i % 2 === 0 ? [maya, noor] : [noor, maya]
    await from.getByRole('button', { name: pattern }).click()
    await Promise.all(
      [from, to].map((page) => page.locator(`#history > li:nth-child(${i + 1}) .became`).waitFor()),
    )
  }
  for (const page of [maya, noor])
    await page.locator('#history:not(:has(.sending, .accepted, .sent))').waitFor()
  const shots = await Promise.all([maya, noor].map((page) => page.screenshot({ animations: 'disabled' })))
  await writeFile(FILE, await sideBySide(await browser.newContext(), shots))
} finally {
  await browser.close()
  await app.stop()
}

/** One picture of several of that size, compressed. */
async function sideBySide(context: BrowserContext, shots: readonly Buffer[]): Promise<Buffer> {
  const page: Page = await context.newPage()
  const urls = shots.map((shot) => `data:image/png;base64,${shot.toString('base64')}`)
  const url = await page.evaluate<string>(`(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = ${SIZE.width * shots.length + GAP * (shots.length - 1)}
    canvas.height = ${SIZE.height}
    const brush = canvas.getContext('2d')
    for (const [i, url] of ${JSON.stringify(urls)}.entries()) {
      const image = new Image()
      image.src = url
      await image.decode()
      brush.drawImage(image, i * ${SIZE.width + GAP}, 0)
    }
    return canvas.toDataURL('image/webp', ${QUALITY})
  })()`)
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}
