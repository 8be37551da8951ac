import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { embeddedOnly } from './services.ts'

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome']

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts a real browser for a test.
 * @throws Error when none is installed; it says how to install one.
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === undefined)
    throw new Error(
      'No browser for the tests: apt-get install chromium\nTo test without it, which covers less, set TEST_SERVICES=embedded.',
    )
  return chromium.launch({ executablePath, args: QUIET })
}

/** For the `skip` of a test that needs a browser: false, or the reason under TEST_SERVICES=embedded. */
export const skipWithoutBrowser = (): false | string => embeddedOnly(process.env) && 'needs Chromium'

function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
