import { parseCookie, stringifySetCookie } from 'cookie'

export interface SessionCookieOptions {
  /** Name without prefix, such as `yoga_session`. In production it is sent as `__Host-<name>`. */
  name: string
  /** True sends it over HTTPS only, and pins it to this host and the root path. */
  production: boolean
}

/** The cookie that carries an access token: out of reach for scripts, and not sent along by forms of other sites. */
export interface SessionCookie {
  name: string
  /** The `Set-Cookie` value that keeps a token for `maxAgeS` seconds. */
  set: (token: string, maxAgeS: number) => string
  /** The `Set-Cookie` value that removes it. */
  clear: () => string
  /** The token in a `Cookie` header, or undefined. */
  read: (cookieHeader: string | undefined) => string | undefined
}

export function createSessionCookie({ name: bareName, production }: SessionCookieOptions): SessionCookie {
  // Browsers keep `__Host-` cookies only when a secure page of exactly this host set them, so a subdomain cannot plant one.
  const name = production ? `__Host-${bareName}` : bareName
  const attributes = { name, path: '/', httpOnly: true, sameSite: 'lax', secure: production } as const
  return {
    name,
    set: (token, maxAgeS) => stringifySetCookie({ ...attributes, value: token, maxAge: maxAgeS }),
    clear: () => stringifySetCookie({ ...attributes, value: '', maxAge: 0 }),
    read: (cookieHeader) =>
      cookieHeader === undefined ? undefined : parseCookie(cookieHeader)[name] || undefined,
  }
}
