import { runApps } from '@groundwork/kit/app/run-apps'
import { yoga } from './yoga.ts'

await runApps([yoga], process.env)
