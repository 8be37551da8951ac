/** Why an upgrade is answered with something else. */
interface RefusalAnswer {
  status: 403 | 404 | 429 | 503
  meaning: string
}

/** Every answer to an upgrade that opens no socket. With 429 and 503 comes `Retry-After`. */
export const refusals = {
  path: { status: 404, meaning: 'No sockets are opened at this path.' },
  origin: { status: 403, meaning: 'Pages of this origin may not connect.' },
  address: { status: 429, meaning: 'The address has as many sockets open as one may have.' },
  rate: { status: 429, meaning: 'The address has opened too many sockets in a short time.' },
  full: { status: 503, meaning: 'The process has as many sockets open as it takes.' },
  stopping: { status: 503, meaning: 'The process is stopping.' },
} as const satisfies Record<string, RefusalAnswer>

export type Refusal = keyof typeof refusals
