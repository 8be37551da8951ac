import { handle } from '../handle.ts'
import { downloadExport, readExport, requestExport } from './contract.ts'
import * as dataExport from './data-export.ts'

export const dataExportRoutes = [
  handle(requestExport, async ({ deps, actor }) =>
    toDataExport(await dataExport.request(deps, actor.userId)),
  ),
  handle(readExport, async ({ deps, actor }) => toDataExport(await dataExport.read(deps, actor.userId))),
  handle(downloadExport, async ({ deps, actor, answer }) => {
    const { sizeBytes, readyAt, read } = await dataExport.open(deps, actor.userId)
    const day = readyAt.toISOString().slice(0, 10)
    answer.header('content-type', 'application/json; charset=utf-8')
    answer.header('content-length', String(sizeBytes))
    answer.header('content-disposition', `attachment; filename="yogaflow-${day}.json"`)
    answer.header('cache-control', 'no-store')
    return read()
  }),
]

const toDataExport = ({ state, requestedAt, readyAt, expiresAt, sizeBytes }: dataExport.Export) => ({
  state,
  requested_at: requestedAt?.toISOString() ?? null,
  ready_at: readyAt?.toISOString() ?? null,
  expires_at: expiresAt?.toISOString() ?? null,
  size_bytes: sizeBytes,
})
