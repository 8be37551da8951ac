import { invalidRequest } from '@groundwork/kit/http/parse'

/** A field that old clients send in the query. @throws 422 when it stands in neither place. */
export function fromBodyOrQuery<N extends string>(
  name: N,
  body: { [K in N]?: string } | undefined,
  query: { [K in N]?: string },
): string {
  const value = body?.[name] ?? query[name]
  if (value !== undefined) return value
  throw invalidRequest([{ in: 'body', path: [name], code: 'missing', detail: 'This field is required.' }])
}
