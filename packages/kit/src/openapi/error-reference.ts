import type { ErrorRegistry } from '../errors/define-errors.ts'
import { wireCode, type ErrorFormat } from '../http/problem.ts'
import { errorsOf, TRANSPORT_ERRORS } from '../http/implied-errors.ts'
import type { DocumentedMount } from './document.ts'

/** The reference of every error code of an app: what it means, what to do, which operations answer it. */
export function errorReference(
  title: string,
  errors: ErrorRegistry,
  mounts: readonly DocumentedMount[],
  errorFormat: Pick<ErrorFormat, 'codeOnWire'> = {},
): string {
  const operations = Map.groupBy(
    mounts.flatMap(({ bindings }) =>
      bindings.flatMap(({ endpoint }) => errorsOf(endpoint).map((code) => ({ code, id: endpoint.id }))),
    ),
    ({ code }) => code,
  )
  const count = mounts.reduce((sum, { bindings }) => sum + bindings.length, 0)
  const entries = [...errors].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const texts = entries.map(([code, { status, title, detail, advice, retryable }]) => {
    const name = wireCode(errorFormat, code)
    const ids = operations.get(code)?.map(({ id }) => `\`${id}\``) ?? []
    const isAny = ids.length === 0 && TRANSPORT_ERRORS.some((known) => known === code)
    const answeredBy = isAny || ids.length > count / 2 ? 'most operations' : ids.join(', ')
    const text = typeof detail === 'string' ? `> ${detail}` : undefined
    const facts = `Status ${status}${retryable ? '; the same request may succeed later' : ''}.`
    return [
      `<a id="${name}"></a>\n\n### ${name}`,
      `**${title}.** ${facts}`,
      text,
      advice,
      answeredBy === '' ? undefined : `Answered by ${answeredBy}.`,
    ]
      .filter((part) => part !== undefined)
      .join('\n\n')
  })
  return [`## ${title}`, ...texts].join('\n\n')
}
