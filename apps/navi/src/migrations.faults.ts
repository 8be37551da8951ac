import { testMigrations } from '@groundwork/kit/testing/migration-suite'
import { migrationSources } from './migrations.ts'

await testMigrations(migrationSources, ' [W15]')
