import { runApps } from '@groundwork/kit/app/run-apps'
import { navi } from '../apps/navi/src/navi.ts'
import { yoga } from '../apps/yoga/src/yoga.ts'

/** `npm start` runs every app in this process, each on its own port and database; `npm start -- yoga` the named ones. */
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
