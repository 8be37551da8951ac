import type { AppDefinition } from '@groundwork/kit/app/app-definition'
import { refuseUnknownOperations } from '@groundwork/kit/app/limit-variables'
import { problemsOf } from '@groundwork/kit/config/read-config'
import { readMailConfig } from '@groundwork/kit/mail/mail-config'
import { backfillNew } from './achievements/achievements.ts'
import { createApp, createWork, mounts } from './app.ts'
import { variables } from './config.ts'
import { seedContent } from './content/seed-content.ts'
import { createDeps, dataDirOf, type Deps } from './deps.ts'
import { migrationSources } from './migrations.ts'
import { roles } from './permissions.ts'
import { version } from './version.ts'

/** YogaFlow, for what starts it and the commands beside it. */
export const yoga: AppDefinition<typeof variables, Deps> = {
  title: 'YogaFlow',
  name: 'yogaflow',
  version,
  variables,
  envName: 'YOGA',
  portVariable: 'YOGA_PORT',
  checkConfig: (config) =>
    problemsOf([
      () => refuseUnknownOperations(config, mounts),
      () => readMailConfig(config, { production: config.APP_ENV === 'production' }),
    ]),
  dataDirOf,
  migrationSources,
  createDeps,
  createWork,
  createServer: createApp,
  prepare: async ({ db, signIn, cache }) => {
    // Redis may remember another database.
    if (await seedContent(db)) await cache.clear().catch(() => {})
    await signIn.roles.sync(db, roles)
  },
  begin: async (deps) => void (await backfillNew(deps)),
  release: async ({ eventStream }) => eventStream?.close(),
  announce: (url) => [
    ['docs', `${url}/docs`],
    ['health', `${url}/health`],
    ['try', `curl '${url}/api/v1/poses?search=warrior&page_size=3'`],
  ],
}
