import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { findService } from '@groundwork/kit/testing/services'

/** An empty database of this run alone. */
export interface OwnDatabase {
  url: string
  version: string
  drop: () => Promise<void>
}

/**
 * Makes a database on the PostgreSQL that `npm test` would use: the one that is named, found, or started.
 * @throws Error with how to get one.
 */
export async function createOwnDatabase(): Promise<OwnDatabase> {
  const server = await findService('postgres')
  if (!server) throw new Error('TEST_SERVICES=embedded leaves out PostgreSQL, which this measures on')
  const name = `gw_measured_${randomBytes(6).toString('hex')}`
  const version = await run(server.url, async (client) => {
    await client.query(`create database ${name} template template0 encoding 'UTF8' locale 'C.UTF-8'`)
    return (await client.query<{ version: string }>('select version()')).rows[0]!.version
  })
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    version: version.split(' (')[0]!.split(' on ')[0]!,
    drop: async () => {
      await run(server.url, (client) => client.query(`drop database ${name} with (force)`))
      await server.stop()
    },
  }
}

async function run<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
