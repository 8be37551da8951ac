/** A statement on its way to the server. A `name` makes it a prepared statement of that connection. */
export interface Request {
  name?: string
  /** What the statement is called in counts, logs and plans. */
  shape?: string
  text: string
  values: readonly unknown[]
}

/** What came back: column names as the server spells them, and rows in the same order. */
export interface Result {
  columns: readonly string[]
  rows: readonly (readonly unknown[])[]
  /** Rows changed by an insert, update or delete. */
  affected: number
}

/** One connection, used by one flow at a time. */
export interface Connection {
  query(request: Request): Promise<Result>
  /** Runs one or more statements without parameters and drops their rows. */
  script(text: string): Promise<void>
}

/** Connections at work and at rest, flows that wait for one, and how many connections there may be. */
export interface ConnectionCounts {
  used: number
  idle: number
  waiting: number
  max: number
}

/**
 * Where statements go: a PostgreSQL server or the embedded database. Both give the same JavaScript values:
 * `timestamptz` as Date, `date` as `YYYY-MM-DD`, `int8` and `numeric` as number, `json` parsed, `bytea` as Buffer, other
 * types as PostgreSQL writes them. They take them too, except that JSON is passed as text: an array given as a value is
 * a PostgreSQL array. Sessions are in UTC.
 */
export interface Driver {
  readonly kind: 'postgres' | 'embedded'
  query(request: Request): Promise<Result>
  /**
   * Lends one connection to `work` and takes it back when its promise settles. What a failed `work` left of a
   * transaction is rolled back.
   */
  reserve<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /** Resolves when the database answers, and does not wait for connections that are at work. Rejects within 2 s. */
  ping(): Promise<void>
  /** The state of its connections now. */
  connections(): ConnectionCounts
  /** Ends every connection. Safe to call twice. */
  close(): Promise<void>
}
