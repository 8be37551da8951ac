import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createDb } from '../db/database.ts'
import { createEmbeddedDriver } from '../db/embedded-driver.ts'
import { CACHE_DIR } from './cache-dir.ts'
import {
  emptyTemplate,
  type DatabaseTemplate,
  type TestDatabase,
  type TestDatabaseOptions,
} from './database-template.ts'

const UNUSED_MS = 7 * 86_400_000

/** Opens an embedded database in memory from the packed template, which is made first when it is not there. */
export async function openEmbeddedTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const loadDataDir = await packedTemplate(options.template ?? emptyTemplate)
  const db = createDb(await createEmbeddedDriver({ loadDataDir }), options)
  return { db, url: undefined, drop: () => db.close() }
}

/** Where the packed template made for a key is kept between runs. */
export function packedTemplateFile(key: string): string {
  const hash = createHash('sha256').update(`${engineVersion()}\n${key}`).digest('hex').slice(0, 15)
  return join(CACHE_DIR, `template-${hash}.tar`)
}

/** The data folder that `prepare` made, as a tar file: of an earlier run, or made now. */
async function packedTemplate({ key, prepare }: DatabaseTemplate): Promise<Blob> {
  const file = packedTemplateFile(key)
  if (!existsSync(file)) {
    // An empty database takes seconds to make and a third of a second to unpack.
    const packed = await build(
      prepare,
      key === emptyTemplate.key ? undefined : await packedTemplate(emptyTemplate),
    )
    sweep()
    mkdirSync(CACHE_DIR, { recursive: true })
    // Renamed when complete: other test files may be looking for it, or making it too.
    const unfinished = `${file}.${process.pid}`
    writeFileSync(unfinished, packed)
    renameSync(unfinished, file)
  }
  const now = new Date()
  utimesSync(file, now, now)
  return new Blob([readFileSync(file)])
}

async function build(prepare: DatabaseTemplate['prepare'], from: Blob | undefined): Promise<Buffer> {
  const driver = await createEmbeddedDriver({ loadDataDir: from })
  try {
    await prepare(createDb(driver))
    const packed = await driver.pglite.dumpDataDir('none')
    return Buffer.from(await packed.arrayBuffer())
  } finally {
    await driver.close()
  }
}

function sweep(): void {
  if (!existsSync(CACHE_DIR)) return
  for (const name of readdirSync(CACHE_DIR)) {
    const file = join(CACHE_DIR, name)
    const used = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (name.startsWith('template-') && used < Date.now() - UNUSED_MS) rmSync(file, { force: true })
  }
}

function engineVersion(): string {
  const entry = import.meta.resolve('@electric-sql/pglite')
  const { version } = JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8')) as {
    version: string
  }
  return version
}
