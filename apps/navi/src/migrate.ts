import { migrateApp } from '@groundwork/kit/app/migrate-app'
import { navi } from './navi.ts'

/** `node apps/navi/src/migrate.ts up|down|status|plan`: the database is the one that the environment names. */
process.exitCode = await migrateApp(navi, process.argv.slice(2), process)
