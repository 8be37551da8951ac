import type { z } from 'zod'
import type { ImportReport as Wire } from './contract.ts'
import type { ImportReport } from './import-content.ts'

/** What an import did, or would do, as callers and the command line get it. */
export const toImportReport = (
  { problems, ...counts }: ImportReport,
  dryRun: boolean,
): z.input<typeof Wire> => ({
  dry_run: dryRun,
  ...counts,
  errors: problems.map(({ line, path, code, detail }) => ({ line, field: path.join('.'), code, detail })),
})
