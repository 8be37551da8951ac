import { createHash } from 'node:crypto'
import {
  CamelCasePlugin,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
} from 'kysely'
import { camelCase } from './camel-case.ts'
import type { Executor } from './database.ts'
import type { Result } from './driver.ts'

/** Stands for the value of a named argument while a statement is compiled. */
class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

interface Compiled {
  shape: string
  /** The shape, cut to what PostgreSQL keeps of a prepared statement's name. */
  name: string
  text: string
  arguments: readonly (string | { constant: unknown })[]
}

/** Says whether an optional argument was given; the statement is compiled once for each combination asked about. */
export type Has<A> = (argument: keyof A & string) => boolean
/** A query of Kysely, or SQL written with its `sql` tag. */
interface Buildable<DB, R> {
  compile: (compiler: Kysely<DB>) => CompiledQuery<R>
}
type Build<DB, A, R> = (db: Kysely<DB>, p: Required<A>, has: Has<A>) => Buildable<DB, R>

export interface StatementFactory<DB> {
  /** A statement whose rows are all returned. */
  many: <A extends object, R>(name: string, build: Build<DB, A, R>) => (on: Executor, args: A) => Promise<R[]>
  /** A statement whose first row is returned, or undefined when there is none. */
  first: <A extends object, R>(
    name: string,
    build: Build<DB, A, R>,
  ) => (on: Executor, args: A) => Promise<R | undefined>
  /** A statement that changes rows; their number is returned. */
  change: <A extends object>(
    name: string,
    build: Build<DB, A, unknown>,
  ) => (on: Executor, args: A) => Promise<number>
}

/**
 * Makes typed statements for the tables of `DB` (camelCase, converted to snake_case and back here, at the edge).
 * Each is built with Kysely and compiled once; later calls only bind arguments to a named prepared statement.
 * `name` reads `feature.verb` and identifies the statement in counts, logs and plans.
 * @throws Error, when the statement is defined, if another one has its name already.
 */
export function statementsFor<DB>(): StatementFactory<DB> {
  const compiler = new Kysely<DB>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins: [new CamelCasePlugin()],
  })

  const statement = <A extends object, R>(name: string, build: Build<DB, A, R>) => {
    const shapes = new Map<string, Compiled>()
    const usesShapes = build.length > 2
    const compileShape = (shape: string, has: Has<A>) => {
      const compiled = compile(shape, (p) => build(compiler, p as Required<A>, has).compile(compiler))
      refuseOtherText(compiled)
      return compiled
    }
    // Without optional arguments: at once, so that a name taken twice stops the start.
    shapes.set(
      '',
      compileShape(name, () => false),
    )
    const compiledFor = (args: A): Compiled => {
      const shape = usesShapes ? shapeOf(args) : ''
      let compiled = shapes.get(shape)
      if (!compiled) {
        compiled = compileShape(`${name}(${shape})`, (key) => args[key] !== undefined)
        shapes.set(shape, compiled)
      }
      return compiled
    }
    return (on: Executor, args: A): Promise<Result> => {
      const compiled = compiledFor(args)
      const values = compiled.arguments.map((argument) =>
        typeof argument === 'string' ? valueOf(args, argument) : argument.constant,
      )
      return on.execute({ name: compiled.name, shape: compiled.shape, text: compiled.text, values })
    }
  }

  return {
    many: (name, build) => {
      const send = statement(name, build)
      return async (on, args) => objectsOf(await send(on, args))
    },
    first: (name, build) => {
      const send = statement(name, build)
      return async (on, args) => objectsOf<never>(await send(on, args))[0]
    },
    change: (name, build) => {
      const send = statement(name, build)
      return async (on, args) => (await send(on, args)).affected
    },
  }
}

function shapeOf(args: object): string {
  let shape = ''
  for (const [name, value] of Object.entries(args))
    if (value !== undefined) shape += shape === '' ? name : `,${name}`
  return shape
}

function valueOf(args: object, name: string): unknown {
  const value = (args as Record<string, unknown>)[name]
  return value === undefined ? null : value
}

const MAX_IDENTIFIER = 63

function compile(shape: string, build: (p: object) => CompiledQuery<unknown>): Compiled {
  const placeholders = new Proxy({}, { get: (_target, key) => new Placeholder(String(key)) })
  const { sql, parameters } = build(placeholders)
  const names = parameters.map((parameter) =>
    parameter instanceof Placeholder ? parameter.name : { constant: parameter },
  )
  const hash = createHash('sha256').update(sql).digest('hex').slice(0, 12)
  const name = shape.length <= MAX_IDENTIFIER ? shape : `${shape.slice(0, MAX_IDENTIFIER - 13)}.${hash}`
  return { shape, name, text: sql, arguments: names }
}

const definedTexts = new Map<string, string>()

/** A name that stands for two texts would be counted as one statement, and refused by connections that have prepared it. */
function refuseOtherText({ shape, text }: Compiled): void {
  const known = definedTexts.get(shape)
  if (known !== undefined && known !== text) {
    throw new Error(`the statement ${shape} is defined twice: once as\n  ${known}\nand once as\n  ${text}`)
  }
  definedTexts.set(shape, text)
}

const fieldNames = new Map<string, string>()

function fieldName(column: string): string {
  let name = fieldNames.get(column)
  if (name === undefined) {
    name = camelCase(column)
    fieldNames.set(column, name)
  }
  return name
}

function objectsOf<R>({ columns, rows }: Result): R[] {
  const names = columns.map(fieldName)
  return rows.map((row) => {
    const object: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) object[names[i]!] = row[i]
    return object as R
  })
}
