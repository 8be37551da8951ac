import { lintMigrations } from '@groundwork/kit/db/lint-migrations'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrationSources as navi } from '../apps/navi/src/migrations.ts'
import { migrationSources as yoga } from '../apps/yoga/src/migrations.ts'

for (const sources of [yoga, navi]) {
  const findings = await lintMigrations(await readMigrations(sources))
  for (const { file, line, rule, message } of findings)
    process.stdout.write(`${file}:${line} ${rule}: ${message}\n`)
  if (findings.length > 0) process.exitCode = 1
}
