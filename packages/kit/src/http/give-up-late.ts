import type { FastifyInstance, FastifyReply } from 'fastify'
import { fail } from './errors.ts'
import type { UnderWay } from './observe-requests.ts'

/** How much later than promised a request may be given up. */
const MOST_LATE_MS = 1_000

/**
 * Gives up requests that are not answered within `withinMs`, or a second later: they get `request.timed_out`, or are cut off when
 * a part of their answer is on its way. One timer looks after all of them, because what a framework makes for each, a timer and
 * an `AbortController` that is aborted in the end, costs 3 µs.
 */
export function giveUpLate(server: FastifyInstance, underWay: UnderWay, withinMs: number): void {
  const watch = setInterval(
    () => {
      const latestMs = performance.now() - withinMs
      for (const [request, reply] of underWay) {
        if (request.observed.startedMs > latestMs) break
        giveUp(reply)
      }
    },
    Math.min(withinMs, MOST_LATE_MS),
  ).unref()
  server.addHook('onClose', (_server, done) => {
    clearInterval(watch)
    done()
  })
}

function giveUp(reply: FastifyReply): void {
  if (reply.sent) return
  if (reply.raw.headersSent) reply.raw.destroy()
  else void reply.send(fail('request.timed_out', undefined, { headers: { 'retry-after': '5' } }))
}
