const PATIENCE_MS = 10_000

/** The server answered that it will not. `message` is for a person to read. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   * @param {number} retryAfterS 0 when the answer names no time
   */
  constructor(status, code, message, retryAfterS) {
    super(message)
    this.status = status
    this.code = code
    this.retryAfterS = retryAfterS
  }

  /** Whether the same request may succeed later. */
  get isPassing() {
    return this.status === 429 || this.status >= 500
  }
}

/** No answer came. Whether the server did what was asked is not known. */
export class Unreachable extends Error {}

/**
 * @typedef {object} Server
 * @property {(path: string) => Promise<any>} get
 * @property {(path: string, body?: object) => Promise<any>} post
 * @property {(path: string, body: object) => Promise<any>} put
 * @property {(path: string) => Promise<any>} remove
 */

/**
 * The API as one person calls it; nobody in particular without a token.
 * Every call throws `Refused` or `Unreachable` when it does not succeed.
 * @param {string} [token]
 * @returns {Server}
 */
export function createServer(token) {
  /** @param {string} method @param {string} path @param {object} [body] */
  const call = async (method, path, body) => {
    /** @type {Record<string, string>} */
    const headers = {}
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    /** @type {RequestInit} */
    const request = { method, headers, cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) }
    if (body !== undefined) request.body = JSON.stringify(body)
    let response, answer
    try {
      response = await fetch(`/api${path}`, request)
      answer = await response.json()
    } catch {
      if (response === undefined || response.ok) throw new Unreachable('The server cannot be reached.')
      // A proxy before the server answers pages.
      answer = {}
    }
    if (response.ok) return answer
    const { code = '', error = 'The server cannot do that just now.' } = answer
    throw new Refused(response.status, code, error, Number(response.headers.get('retry-after')) || 0)
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    remove: (path) => call('DELETE', path),
  }
}
