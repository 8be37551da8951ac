import pg from 'pg'
import { columnParsers } from './column-values.ts'
import type { Request, Result } from './driver.ts'
import { wireText } from './wire-text.ts'

/** What the server tells of a statement's rows. */
interface Columns {
  names: readonly string[]
  parsers: readonly ((text: string) => unknown)[]
}

const NONE: Columns = { names: [], parsers: [] }
const asText = (text: string) => text

/** The columns of the statements that are prepared on a connection, by name: the server need not tell them again. */
const known = new WeakMap<pg.Connection, Map<string, Columns>>()

/** `Execute` of the unnamed portal, for all its rows, and `Sync`: the same for every statement. */
const EXECUTE_AND_SYNC = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4])

type Answered = (error: Error | undefined, result?: Result) => void

/** The messages of the protocol as `pg` hands them on. */
interface RowDescription {
  fields: readonly { name: string; dataTypeID: number }[]
}
interface DataRow {
  fields: readonly (string | null)[]
}
interface CommandComplete {
  text: string
}

/** `pg.Connection` as it is: its types ask for what is not used. */
type Wire = pg.Connection & {
  submittedNamedStatements: Record<string, string>
  parse(message: { name: string | undefined; text: string }): void
  bind(message: { statement: string | undefined; values: readonly (string | null)[] }): void
  describe(message: { type: 'P' }): void
}

/**
 * A statement of `pg` that costs less: it copies no configuration, is told the columns of a prepared statement once on each
 * connection, and makes of the answer what a driver returns and nothing else. It hears the messages of PostgreSQL's extended
 * query protocol in `pg`'s place, and is a `pg.Query` because `pg` sends nothing else while others are under way.
 */
export class PostgresStatement extends pg.Query {
  declare readonly text: string
  declare readonly hasBeenParsed: (connection: pg.Connection) => boolean
  readonly name: string | undefined
  readonly values: readonly (string | null)[]
  readonly queryMode = 'extended'
  readonly #answered: Answered
  readonly #rows: unknown[][] = []
  #columns: Columns | undefined
  #affected = 0
  #failure: Error | undefined

  /** `answered` is called once: with what went wrong, or with the result. */
  constructor({ name, text, values }: Request, answered: Answered) {
    super(text)
    this.name = name
    // Here, not when it is sent: a value that has no text must not leave half a statement behind.
    this.values = values.map(wireText)
    this.#answered = answered
  }

  prepare(connection: Wire): void {
    if (!this.hasBeenParsed(connection)) {
      connection.parse({ name: this.name, text: this.text })
      if (this.name !== undefined) connection.submittedNamedStatements[this.name] = this.text
    }
    connection.bind({ statement: this.name, values: this.values })
    this.#columns = this.name === undefined ? undefined : columnsOn(connection).get(this.name)
    if (!this.#columns) connection.describe({ type: 'P' })
    connection.stream.write(EXECUTE_AND_SYNC)
  }

  handleRowDescription({ fields }: RowDescription): void {
    this.#columns = {
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => columnParsers[dataTypeID] ?? asText),
    }
  }

  handleDataRow({ fields }: DataRow): void {
    const { parsers } = this.#columns!
    try {
      this.#rows.push(fields.map((text, i) => (text === null ? null : parsers[i]!(text))))
    } catch (error) {
      this.#failure ??= error as Error
    }
  }

  handleCommandComplete({ text }: CommandComplete, connection: pg.Connection): void {
    if (this.name !== undefined) columnsOn(connection).set(this.name, (this.#columns ??= NONE))
    // The server counts the rows of a select too.
    if (!text.startsWith('SELECT')) this.#affected = Number(text.slice(text.lastIndexOf(' ') + 1)) || 0
  }

  handleReadyForQuery(): void {
    if (this.#failure) return this.#answered(this.#failure)
    const columns = this.#columns?.names ?? []
    this.#answered(undefined, { columns, rows: this.#rows, affected: this.#affected })
  }

  handleError(error: Error): void {
    this.#answered(error)
  }
}

function columnsOn(connection: pg.Connection): Map<string, Columns> {
  let columns = known.get(connection)
  if (!columns) known.set(connection, (columns = new Map()))
  return columns
}
