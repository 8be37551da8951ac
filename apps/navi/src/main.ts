import { runApps } from '@groundwork/kit/app/run-apps'
import { navi } from './navi.ts'

await runApps([navi], process.env)
