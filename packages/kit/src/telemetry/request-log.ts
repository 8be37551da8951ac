import { currentFlow } from './flow.ts'
import { escapeLine } from './format-line.ts'
import { isoNow } from './iso-now.ts'
import type { LogLines } from './log-lines.ts'
import type { Logger } from './logger.ts'
import { redactText } from './redact-text.ts'

/** A request that has ended, as its line tells of it. */
export interface LoggedRequest {
  method: string
  path: string
  status: number
  durationMs: number
  address: string
  statements: number
  apiVersion: string | undefined
  deprecated: { use: string; operation: string; userAgent: string | undefined } | undefined
}

/**
 * Writes the lines of requests as `log` would write them, in a third of the time: their fields are known, so that only the path
 * has to be looked through for what is secret. `lines` are those of `log`.
 */
export function createRequestLog(log: Logger, { hold }: LogLines): (request: LoggedRequest) => void {
  const paths = new Map<string, string>()
  const printPath = (path: string): string => {
    const known = paths.get(path)
    if (known !== undefined) return known
    const printed = escapeLine(JSON.stringify(redactText(path)))
    if (paths.size >= MOST_PATHS) paths.clear()
    if (path.length <= LONGEST_PATH) paths.set(path, printed)
    return printed
  }
  return (request) => {
    if (request.deprecated !== undefined || !log.isLevelEnabled('info')) return logWhole(log, request)
    const { method, path, status, durationMs, address, statements } = request
    const flow = currentFlow()
    const cause =
      (flow?.requestId === undefined ? '' : `,"request_id":${print(flow.requestId)}`) +
      (flow?.span === undefined ? '' : `,"trace_id":"${flow.span.traceId}"`)
    hold(
      `{"level":30,"time":"${isoNow()}","method":${print(method)},"path":${printPath(path)},"status":${status},` +
        `"duration_ms":${tenths(durationMs)},"client_ip":${print(address)},"statements":${statements}${cause},"msg":"request"}\n`,
    )
  }
}

const MOST_PATHS = 1000
const LONGEST_PATH = 200

/** Of letters, digits and these signs a text is its own JSON. */
const PLAIN = /^[\w.:-]*$/

const print = (text: string): string => (PLAIN.test(text) ? `"${text}"` : escapeLine(JSON.stringify(text)))

/** Who calls what is deprecated should hear of it. */
function logWhole(
  log: Logger,
  { method, path, status, durationMs, address, statements, apiVersion, deprecated }: LoggedRequest,
): void {
  const line = { method, path, status, duration_ms: tenths(durationMs), client_ip: address, statements }
  if (!deprecated) return log.info(line, 'request')
  const { use, operation, userAgent } = deprecated
  log.info({ ...line, deprecated: use, operation, api_version: apiVersion, user_agent: userAgent }, 'request')
}

/** Milliseconds with one decimal. */
export const tenths = (ms: number): number => Math.round(ms * 10) / 10
