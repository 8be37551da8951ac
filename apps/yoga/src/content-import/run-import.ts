import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Deps } from '../deps.ts'
import { poseImport } from '../pose-admin/pose-import.ts'
import { sequenceImport } from '../sequence-admin/sequence-import.ts'
import { importContent, type ImportOptions, type ImportReport } from './import-content.ts'
import { toImportReport } from './to-import-report.ts'
import { entriesOfText, type Entries } from './read-entries.ts'

interface Writer {
  write: (text: string) => unknown
}

export interface ImportCommand {
  /** Opens the database, ready to take events; it is closed when the command ends. Not called when the arguments are wrong. */
  open: () => Promise<Pick<Deps, 'db' | 'clock'> & { close: () => Promise<void> }>
  /** Where the result (`stdout`) and errors (`stderr`) go: `process` will do. */
  out: { stdout: Writer; stderr: Writer }
}

const DONE = 0
const FAILED = 1
const NOT_UNDERSTOOD = 2

const USAGE = `Usage: npm run import -- FILE --kind poses|sequences --match id|name --dry-run|--apply [--json]

Reads JSON Lines, or a JSON list: a pose or preset sequence each, or any part of one, as an export writes them.
What a line matches, by id or by name, is changed; what is not there is created.

--dry-run  tells what would happen and changes nothing
--apply    imports all lines, or none when one has an error
--json     prints the report as JSON
Ends with 0 when done, 1 when a line has an error or the import failed, 2 when it was not understood.
`

interface Asked extends Omit<ImportOptions, 'by'> {
  file: string
  kind: 'poses' | 'sequences'
  json: boolean
}

/** Imports a file with the words after the program's name. Returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function runImport(argv: readonly string[], command: ImportCommand): Promise<number> {
  const { stdout, stderr } = command.out
  let asked: Asked
  try {
    asked = readArguments(argv)
  } catch (error) {
    stderr.write(`${(error as Error).message}\n\n${USAGE}`)
    return NOT_UNDERSTOOD
  }
  try {
    const report = await carryOut(asked, command)
    stdout.write(
      asked.json ? `${JSON.stringify(toImportReport(report, asked.dryRun))}\n` : describe(report, asked),
    )
    if (!asked.json) stderr.write(describeProblems(report))
    return report.problems.length === 0 ? DONE : FAILED
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    stderr.write(`${code === UNDEFINED_TABLE ? NO_TABLES : message}\n`)
    return FAILED
  }
}

const UNDEFINED_TABLE = '42P01'
const NO_TABLES = 'The database has no tables yet: start YogaFlow once, or run npm run migrate -- up.'

function readArguments(argv: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: {
      kind: { type: 'string' },
      match: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      apply: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [file, ...others] = positionals
  const { kind, match, 'dry-run': dryRun, apply, json } = values
  if (file === undefined || others.length > 0) throw new Error('Name one file.')
  if (kind !== 'poses' && kind !== 'sequences') throw new Error('Say --kind poses or --kind sequences.')
  if (match !== 'id' && match !== 'name') throw new Error('Say --match id or --match name.')
  if (dryRun === apply) throw new Error('Say either --dry-run or --apply.')
  return { file, kind, match, dryRun, json }
}

async function carryOut(
  { file, kind, match, dryRun }: Asked,
  { open }: ImportCommand,
): Promise<ImportReport> {
  const entries = await readEntries(file)
  const { close, ...deps } = await open()
  const options = { match, dryRun, by: null }
  try {
    return kind === 'poses'
      ? await importContent(deps, poseImport, entries, options)
      : await importContent(deps, sequenceImport, entries, options)
  } finally {
    await close()
  }
}

async function readEntries(file: string): Promise<Entries> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read: ${error.code}`, { cause: error })
  })
  return entriesOfText(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
}

function describe({ lines, created, updated, unchanged, problems }: ImportReport, { dryRun }: Asked): string {
  const read = lines === 1 ? '1 line' : `${lines} lines`
  if (problems.length > 0) return `${read}, nothing ${dryRun ? 'would be' : 'was'} imported.\n`
  const would = dryRun ? 'would be ' : ''
  return `${read}: ${created} ${would}created, ${updated} ${would}updated, ${unchanged} unchanged.\n`
}

const describeProblems = ({ problems }: ImportReport) =>
  problems
    .map(
      ({ line, path, detail }) => `line ${line}${path.length > 0 ? `, ${path.join('.')}` : ''}: ${detail}\n`,
    )
    .join('')
