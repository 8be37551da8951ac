import type { z } from 'zod'
import type { Executor, Tx } from '@groundwork/kit/db/database'
import type { Recording } from '../content-history/version.ts'

/** Which poses or sequences a file is about: those with its ids, or those with its names. */
export type Wanted = { ids: readonly number[] } | { names: readonly string[] }

/** What is wrong with a line of a file. */
export interface LineProblem {
  /** Path to the field; empty for the whole line. */
  path: readonly (string | number)[]
  code: string
  detail: string
}

/** What can be told poses and sequences apart by, in files and in the database. */
export interface Identity {
  id: number | undefined
  name: string | undefined
}

/** How lines of a file become poses, or sequences: `Line` is a parsed line, `Doc` what is stored, `New` what is to be. */
export interface ImportKind<Line, Doc, New> {
  idField: string
  nameField: string
  /** Any part of one. Fields that it does not know are refused. */
  line: z.ZodType<Line>
  /** All that a new one needs. */
  full: z.ZodType
  identify: (one: Line | Doc) => Identity
  /** Keeps others from writing, and from removing what the lines rely on, until the transaction ends. */
  lock: (tx: Tx, lines: readonly Line[]) => Promise<unknown>
  find: (on: Executor, wanted: Wanted) => Promise<Doc[]>
  /** What is stored, with what the line says. */
  merge: (before: Doc, line: Line) => Doc
  /** What a full line says of a new one; without an id it gets the next. */
  create: (line: Line, id: number | undefined) => New
  /** What is wrong with lines in view of what is stored, in their order. */
  check: (
    on: Executor,
    lines: readonly { line: Line; before: Doc | undefined }[],
  ) => Promise<readonly LineProblem[][]>
  write: (
    tx: Tx,
    recording: Omit<Recording, 'kind'>,
    changes: { added: readonly New[]; changed: readonly { before: Doc; after: Doc }[] },
  ) => Promise<unknown>
  /** Lets the next ones take ids after those that were given. */
  reserveIds: (tx: Tx) => Promise<unknown>
}
