import { endWithParent } from '@groundwork/kit/lifecycle/end-with-parent'

/** `npm start` runs every app in this process, each on its own port and database; `npm start -- yoga` the named ones. */

const startedByNpm = process.env['npm_lifecycle_event'] !== undefined
if (startedByNpm) endWithParent()

// Loaded afterwards: that takes a second, in which npm may be gone already.
const [{ runApps }, { navi }, { yoga }] = await Promise.all([
  import('@groundwork/kit/app/run-apps'),
  import('../apps/navi/src/navi.ts'),
  import('../apps/yoga/src/yoga.ts'),
])
const apps = { yoga, navi }
const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in apps))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no app called ${unknown.join(', ')}; there are ${Object.keys(apps).join(', ')}.\n`,
  )
  process.exit(2)
}
const chosen = Object.entries(apps).filter(([name]) => names.length === 0 || names.includes(name))
await runApps(
  chosen.map(([, app]) => app),
  process.env,
)
