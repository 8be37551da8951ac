import { setTimeout as pause } from 'node:timers/promises'

interface HealthReport {
  status: string
  checks: Record<string, { status: string; output?: string }>
}

/** What the three health endpoints answered at one moment, and how long the slowest of them took. */
export interface Sight {
  live: number
  ready: number
  report: HealthReport
  tookMs: number
  /** How long the answer about the process itself took, which looks at nothing. */
  liveMs: number
  atMs: number
}

/** Asks all three at once. */
export async function look(url: string): Promise<Sight> {
  const timed = async (path: string) => {
    const startedMs = performance.now()
    const answer = await fetch(url + path)
    const text = await answer.text()
    return { status: answer.status, text, tookMs: performance.now() - startedMs }
  }
  const [live, ready, report] = await Promise.all(
    ['/health/live', '/health/ready', '/health'].map((path) => timed(path)),
  )
  return {
    live: live!.status,
    ready: ready!.status,
    report: JSON.parse(report!.text) as HealthReport,
    liveMs: live!.tookMs,
    tookMs: Math.max(live!.tookMs, ready!.tookMs, report!.tookMs),
    atMs: performance.now(),
  }
}

/** Looks every 50 ms until what it sees is wanted; how long that took, and everything it saw. @throws Error when it is not seen within `withinMs`. */
export async function lookUntil(
  url: string,
  isWanted: (sight: Sight) => boolean,
  withinMs: number,
): Promise<{ afterMs: number; sights: Sight[] }> {
  const startedMs = performance.now()
  const sights: Sight[] = []
  for (;;) {
    const sight = await look(url)
    sights.push(sight)
    const afterMs = performance.now() - startedMs
    if (isWanted(sight)) return { afterMs: Math.round(afterMs), sights }
    if (afterMs > withinMs) throw new Error(`not seen within ${withinMs} ms: ${JSON.stringify(sight)}`)
    await pause(50)
  }
}
