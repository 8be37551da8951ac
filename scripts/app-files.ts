import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Variables } from '@groundwork/kit/config/read-config'
import type { Db } from '@groundwork/kit/db/database'
import { dumpSchema } from '@groundwork/kit/db/dump-schema'
import { generateTypes } from '@groundwork/kit/db/generate-types'
import type { ErrorRegistry } from '@groundwork/kit/errors/define-errors'
import type { ApiVersions } from '@groundwork/kit/http/api-versions'
import type { ErrorFormat } from '@groundwork/kit/http/problem'
import type { LimitClass } from '@groundwork/kit/limits/limit-classes'
import { changesPage } from '@groundwork/kit/openapi/changes'
import type { AsyncApiDocument } from '@groundwork/kit/openapi/asyncapi-document'
import { configurationReference } from '@groundwork/kit/openapi/configuration-reference'
import type { DocumentedMount } from '@groundwork/kit/openapi/document'
import { errorReference } from '@groundwork/kit/openapi/error-reference'
import type { OpenApiDocument } from '@groundwork/kit/openapi/openapi-types'
import { printJson } from '@groundwork/kit/openapi/print-json'
import type { RecordedExamples } from '@groundwork/kit/openapi/recorded-example'
import { printRouteList, routeReference } from '@groundwork/kit/openapi/route-list'
import type { Telemetry } from '@groundwork/kit/telemetry/create-telemetry'
import type { Replay } from '@groundwork/kit/testing/record-examples'
import type { ApiDocument } from '@groundwork/sdk/generator/document'
import { generateClient } from '@groundwork/sdk/generator/generate-client'

const ROOT = path.resolve(import.meta.dirname, '..')

interface RunningTestApp {
  deps: { db: Db; telemetry: Telemetry }
  stop: () => Promise<void>
}

/** What an app's generated files are made of. */
export interface GeneratedApp<App extends RunningTestApp> {
  /** Its folder below `apps`. */
  folder: string
  title: string
  variables: Variables
  mounts: readonly DocumentedMount[]
  errors: ErrorRegistry
  errorFormat: ErrorFormat
  limits: Readonly<Record<string, LimitClass>>
  /** Absent when its API has one version. */
  versions?: ApiVersions
  apiDocument: (recorded: RecordedExamples) => OpenApiDocument
  /** Its live connections, when it has any. */
  liveDocument?: () => AsyncApiDocument
  /** Starts it on an embedded database, which is there on every machine. */
  open: () => Promise<App>
  replay: (app: App) => Promise<Replay>
}

/** The files that are generated from one app, by path from the root, and its parts of the pages that all apps share. */
export interface AppFiles {
  files: Map<string, string>
  sections: { errors: string; configuration: string; routes: string; changes: string }
  metrics: ReturnType<Telemetry['metrics']['describe']>
}

/**
 * Starts an app to record what it answers, and makes its files of that.
 * @throws Error when an example is not answered as its contract says.
 */
export async function appFiles<App extends RunningTestApp>(of: GeneratedApp<App>): Promise<AppFiles> {
  const { folder, title, mounts, errors, apiDocument } = of
  const generated = `apps/${folder}/generated`
  const documentFile = path.join(ROOT, generated, 'openapi.json')
  // The app serves its document, so there must be one to record that.
  if (!existsSync(documentFile)) writeFileSync(documentFile, printJson(apiDocument(new Map())))
  const changesFile = path.join(ROOT, generated, 'changes.md')
  if (of.versions && !existsSync(changesFile)) writeFileSync(changesFile, '')
  const app = await of.open()
  try {
    const { db, telemetry } = app.deps
    // Before the replay: it hangs triggers on the tables.
    const schema = await dumpSchema(db)
    const types = await generateTypes(db)
    const { recorded, problems } = await of.replay(app)
    if (problems.length > 0)
      throw new Error(
        `the contracts and the server of ${title} disagree:\n${problems.map((line) => `  ${line}`).join('\n')}`,
      )
    const document = apiDocument(recorded)
    const changes = of.versions ? changesPage(title, { versions: of.versions, mounts, recorded }) : ''
    const client = generateClient(JSON.parse(JSON.stringify(document)) as ApiDocument, folder)
    return {
      files: new Map([
        ...[...client].map(([name, text]) => [`packages/sdk/src/generated/${folder}/${name}`, text] as const),
        [`${generated}/schema.sql`, schema],
        [`${generated}/database.ts`, types],
        [`${generated}/openapi.json`, printJson(document)],
        [`${generated}/routes.txt`, printRouteList(mounts)],
        ...(of.liveDocument ? [[`${generated}/asyncapi.json`, printJson(of.liveDocument())] as const] : []),
        ...(of.versions
          ? [[`${generated}/changes.md`, `# Changes of the API\n\n${changes}\n`] as const]
          : []),
      ]),
      sections: {
        errors: errorReference(title, errors, mounts, of.errorFormat),
        configuration: configurationReference(title, of.variables),
        routes: routeReference(title, mounts, of.limits),
        changes,
      },
      metrics: telemetry.metrics.describe(),
    }
  } finally {
    await app.stop()
  }
}
