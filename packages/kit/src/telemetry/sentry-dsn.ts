/** Where reports go and the key that lets them in. */
export interface SentryTarget {
  url: string
  key: string
}

/**
 * Reads a DSN: `https://key@host/path/project`, as Sentry and what speaks its protocol hand them out, also with a slash at its end.
 * @throws Error when it has no key or no project.
 */
export function parseDsn(dsn: string): SentryTarget {
  const { protocol, username, host, pathname } = new URL(dsn)
  const match = /^(.*)\/([^/]+)\/?$/.exec(pathname)
  if (username === '' || !match) throw new Error('a DSN holds a key and a project')
  const [, path, project] = match
  return { url: `${protocol}//${host}${path}/api/${project}/envelope/`, key: username }
}
