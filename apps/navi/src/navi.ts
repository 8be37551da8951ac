import type { AppDefinition } from '@groundwork/kit/app/app-definition'
import { refuseUnknownOperations } from '@groundwork/kit/app/limit-variables'
import { problemsOf } from '@groundwork/kit/config/read-config'
import { createLiveApp, createWork, mounts } from './app.ts'
import { variables } from './config.ts'
import { createDeps, dataDirOf, type Deps } from './deps.ts'
import { connecting } from './live.ts'
import { migrationSources } from './migrations.ts'
import { readPushConfig } from './push.ts'
import { version } from './version.ts'

/** Navi, for what starts it and the commands beside it. */
export const navi: AppDefinition<typeof variables, Deps> = {
  title: 'Navi',
  name: 'navi',
  version,
  variables,
  envName: 'NAVI',
  portVariable: 'NAVI_PORT',
  checkConfig: (config) =>
    problemsOf([() => refuseUnknownOperations(config, mounts, [connecting]), () => readPushConfig(config)]),
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
