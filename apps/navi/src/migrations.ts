import { fileURLToPath } from 'node:url'

const folder = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

/** Where the migrations of Navi's database stand: the kit's first, its own on top. */
export const migrationSources = [
  { name: 'kit', dir: folder('../../../packages/kit/migrations') },
  { name: 'navi', dir: folder('../migrations') },
]
