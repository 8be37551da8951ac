import { lintMigrations } from '@groundwork/kit/db/lint-migrations'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrationSources } from '../apps/yoga/src/migrations.ts'

const findings = await lintMigrations(await readMigrations(migrationSources))
for (const { file, line, rule, message } of findings)
  process.stdout.write(`${file}:${line} ${rule}: ${message}\n`)
process.exitCode = findings.length === 0 ? 0 : 1
