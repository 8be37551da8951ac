import type { ApiVersions, FormerOperation } from '../http/api-versions.ts'
import { successStatus, type Endpoint } from '../http/endpoint.ts'
import type { DocumentedMount } from './document.ts'
import { markdownTable } from './markdown-table.ts'
import { printJson } from './print-json.ts'
import type { RecordedExamples } from './recorded-example.ts'

interface Context {
  versions: ApiVersions
  mounts: readonly DocumentedMount[]
  /** What a real server answers in the newest version. */
  recorded: RecordedExamples
}

/** What changed in the API of an app: its versions, the newest first, with answers before and after, and what is deprecated. */
export function changesPage(title: string, { versions, mounts, recorded }: Context): string {
  const endpoints = mounts.flatMap(({ bindings }) => bindings.map(({ endpoint }) => endpoint))
  const { oldest, newest, changes } = versions
  return [
    `## ${title}`,
    `Ask for a version with \`API-Version: ${newest}\`. Requests that ask for none are answered in ${oldest}, the oldest; every answer says its version in \`API-Version\`. An operation that has changed since the version that was asked for says so by \`Deprecation\`.`,
    ...changes.toReversed().map(({ version, summary, guide, before }) => {
      const operations = Object.keys(before).map((id) => `\`${id}\``)
      const examples = Object.entries(before).flatMap(([id, former]) =>
        comparison(id, former, endpoints, recorded),
      )
      return [`### ${version}`, `**${summary}.** Changes ${operations.join(', ')}.`, guide, ...examples].join(
        '\n\n',
      )
    }),
    `### ${oldest}`,
    'The oldest version.',
    '### Deprecated operations',
    deprecations(endpoints),
  ].join('\n\n')
}

function comparison(
  id: string,
  { answer }: FormerOperation,
  endpoints: readonly Endpoint[],
  recorded: RecordedExamples,
): string[] {
  const endpoint = endpoints.find((candidate) => candidate.id === id)
  const after = recorded
    .get(id)
    ?.find(({ status }) => status === (endpoint && successStatus(endpoint)))?.answer
  if (answer === undefined || after === undefined) return []
  const show = (title: string, body: unknown) =>
    `${title}\n\n\`\`\`json\n${printJson(body).trimEnd()}\n\`\`\``
  return [show(`\`${id}\` before:`, answer.down(after)), show('and now:', after)]
}

function deprecations(endpoints: readonly Endpoint[]): string {
  const rows = endpoints.flatMap(({ id, deprecated }) =>
    deprecated
      ? [
          [
            `\`${id}\``,
            deprecated.since,
            deprecated.sunset ?? 'not decided',
            `\`${deprecated.successor ?? ''}\``,
          ],
        ]
      : [],
  )
  return rows.length === 0 ? 'None.' : markdownTable(['Operation', 'Since', 'Ends', 'Instead'], rows)
}
