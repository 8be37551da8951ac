import type { AppDefinition } from '@groundwork/kit/app/app-definition'
import { createLiveApp, createWork } from './app.ts'
import { variables } from './config.ts'
import { createDeps, dataDirOf, type Deps } from './deps.ts'
import { migrationSources } from './migrations.ts'
import { version } from './version.ts'

/** Navi, for what starts it and the commands beside it. */
export const navi: AppDefinition<typeof variables, Deps> = {
  title: 'Navi',
  name: 'navi',
  version,
  variables,
  envName: 'NAVI',
  portVariable: 'NAVI_PORT',
  dataDirOf,
  migrationSources,
  createDeps: (foundation) => createDeps(foundation),
  createWork,
  createServer: createLiveApp,
  drain: ({ realtime }) => realtime.close(),
  release: ({ push }) => push.close(),
  announce: (url) => [
    ['', 'open this in two windows'],
    ['docs', `${url}/docs`],
    ['health', `${url}/health`],
    ['try', `curl -X POST ${url}/api/auth/register`],
  ],
}
