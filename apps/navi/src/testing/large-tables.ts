import { migrationSources } from '../migrations.ts'

/** Navi's tables with a hundred thousand rows in each that grows. */
export const largeTables = { migrationSources, rows: new URL('large-tables.sql', import.meta.url) }
