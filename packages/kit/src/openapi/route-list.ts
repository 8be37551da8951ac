import { urlOf } from '../http/endpoint.ts'
import type { LimitClass } from '../limits/limit-classes.ts'
import { printRate } from '../limits/limit-classes.ts'
import type { DocumentedMount } from './document.ts'
import { markdownTable } from './markdown-table.ts'

interface Route {
  path: string
  cells: string[]
}

function routesOf(mounts: readonly DocumentedMount[]): Route[] {
  const routes = mounts.flatMap(({ prefix, bindings }) =>
    bindings.map(({ endpoint }) => {
      const { method, permission, limit, id } = endpoint
      const path = urlOf(prefix, endpoint)
      return { path, cells: [method, path, permission, limit, id] }
    }),
  )
  return routes.toSorted((a, b) => compare(a.path, b.path) || compare(a.cells[0]!, b.cells[0]!))
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Every route of an app, a line each, sorted by path: method, path, permission, limit class, operation id. */
export function printRouteList(mounts: readonly DocumentedMount[]): string {
  const rows = routesOf(mounts).map(({ cells }) => cells)
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  const print = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return rows.map((row) => `${print(row).trimEnd()}\n`).join('')
}

/** The reference page of an app's routes and limits. */
export function routeReference(
  title: string,
  mounts: readonly DocumentedMount[],
  limits: Readonly<Record<string, LimitClass>>,
): string {
  const routes = routesOf(mounts).map(({ cells }) => cells.map((cell) => `\`${cell}\``))
  const classes = Object.entries(limits).map(([name, limit]) => [
    `\`${name}\``,
    `\`${printRate(limit)}\``,
    limit.by.join(', '),
    limit.doc,
  ])
  return [
    `## ${title}`,
    'A permission is `public`, `optional` (known when signed in), `signed_in`, or the name of one that roles give.',
    markdownTable(['Method', 'Path', 'Permission', 'Limit', 'Operation'], routes),
    'Limits count requests that passed sign-in, permission and validation. Each key has a budget of its own.',
    markdownTable(['Limit', 'Rate', 'Counted by', 'For'], classes),
  ].join('\n\n')
}
