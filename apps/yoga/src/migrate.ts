import { migrateApp } from '@groundwork/kit/app/migrate-app'
import { yoga } from './yoga.ts'

/** `node apps/yoga/src/migrate.ts up|down|status|plan`: the database is the one that the environment names. */
process.exitCode = await migrateApp(yoga, process.argv.slice(2), process)
