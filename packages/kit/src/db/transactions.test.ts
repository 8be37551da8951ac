import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createTestDatabase, engineOfTests, type TestDatabase } from '../testing/test-database.ts'
import {
  createDb,
  recordStatements,
  type Db,
  type Executor,
  type StatementRecord,
  type Tx,
} from './database.ts'
import { isUniqueViolation } from './errors.ts'

const inserting = { shape: 'test.insert', text: 'insert into books (title) values ($1)' }
const insert = (on: Executor, title: string) => on.execute({ ...inserting, values: [title] })

async function titles(on: Executor): Promise<unknown[]> {
  const text = 'select title from books order by title'
  return (await on.execute({ shape: 'test.titles', text, values: [] })).rows.flat()
}

const engine = engineOfTests()

describe(`transactions on ${engine}`, () => {
  let database: TestDatabase
  let db: Db
  before(async () => {
    database = await createTestDatabase({ engine })
    db = database.db
    const tables = `create table books (title text not null constraint books_title unique deferrable);
        create table authors (name text constraint authors_name unique, title text)`
    await db.driver.reserve((connection) => connection.script(tables))
  })
  beforeEach(() =>
    db.driver.reserve((connection) => connection.script('delete from books; delete from authors')),
  )
  after(() => database.drop())

  test('what the work did is there when it returned, together with its value', async () => {
    const value = await db.transaction(async (tx) => {
      await insert(tx, 'one')
      await insert(tx, 'two')
      return 7
    })
    assert.equal(value, 7)
    assert.deepEqual(await titles(db), ['one', 'two'])
  })

  test('nothing of the work is there when it threw, and its error comes through as it was', async () => {
    const broken = Object.assign(new Error('the mail server is down'), { code: 'ECONNREFUSED' })
    const rejected = db.transaction(async (tx) => {
      await insert(tx, 'one')
      throw broken
    })
    await assert.rejects(rejected, (error) => error === broken)
    assert.deepEqual(await titles(db), [])
  })

  test('hooks run after the commit, all of them, and never after a roll-back', async () => {
    const ran: string[] = []
    await db.transaction(async (tx) => {
      await insert(tx, 'one')
      tx.afterCommit(() => ran.push('first'))
      tx.afterCommit(() => ran.push('second'))
      assert.deepEqual(ran, [])
    })
    assert.deepEqual(ran, ['first', 'second'])
    const rejected = db.transaction(async (tx) => {
      tx.afterCommit(() => ran.push('third'))
      throw new Error('no')
    })
    await assert.rejects(rejected, /no/)
    assert.deepEqual(ran, ['first', 'second'])
  })

  test('hooks do not run when the commit itself fails', async () => {
    let ran = false
    const rejected = db.transaction(async (tx) => {
      await tx.execute({ shape: 'test.defer', text: 'set constraints all deferred', values: [] })
      await insert(tx, 'same')
      await insert(tx, 'same')
      tx.afterCommit(() => (ran = true))
    })
    await assert.rejects(rejected, (error) => isUniqueViolation(error, 'books_title'))
    assert.equal(ran, false)
    assert.deepEqual(await titles(db), [])
  })

  test('a statement sent with the commit commits with it, and is not sent after a failure', async () => {
    const last = (title: string) => () => ({ ...inserting, values: [title] })
    await db.transaction(async (tx) => {
      tx.withCommit(last('last'))
      tx.withCommit(() => undefined)
      assert.deepEqual(await titles(tx), [])
    })
    const rejected = db.transaction(async (tx) => {
      tx.withCommit(last('lost'))
      throw new Error('no')
    })
    await assert.rejects(rejected, /no/)
    assert.deepEqual(await titles(db), ['last'])
  })

  test('a statement that fails when it is sent with the commit undoes the transaction', async () => {
    let hookRan = false
    const rejected = db.transaction(async (tx) => {
      tx.afterCommit(() => (hookRan = true))
      await insert(tx, 'undone')
      for (const title of ['first', null]) tx.withCommit(() => ({ ...inserting, values: [title] }))
    })
    await assert.rejects(rejected, { code: '23502' })
    assert.equal(hookRan, false)
    assert.deepEqual(await titles(db), [])
  })

  test('a transaction that the server did not begin fails at its first statement, and sends no other', async () => {
    const refused = (text: string) => (text === 'begin' ? 'select 1 / 0' : text)
    const reserve: Db['driver']['reserve'] = (work) =>
      db.driver.reserve((connection) =>
        work({ ...connection, script: (text) => connection.script(refused(text)) }),
      )
    const unbegun = createDb({ ...db.driver, reserve })
    let sent = 0
    const rejected = unbegun.transaction(async (tx) => {
      for (const title of ['one', 'two']) {
        await insert(tx, title)
        sent++
      }
    })
    await assert.rejects(rejected, /division by zero/)
    assert.equal(sent, 0)
    assert.ok(!(await titles(db)).includes('two'))
  })

  test('a transaction whose failed statement was caught does not pass for committed', async () => {
    const add = (on: Executor, name: string) =>
      on.execute({ shape: 'test.author', text: 'insert into authors (name) values ($1)', values: [name] })
    await add(db, 'known')
    let hookRan = false
    const rejected = db.transaction(async (tx) => {
      tx.afterCommit(() => (hookRan = true))
      await insert(tx, 'lost')
      await add(tx, 'known').catch(() => {})
      return 'done'
    })
    await assert.rejects(rejected, (error) => isUniqueViolation(error, 'authors_name'))
    assert.equal(hookRan, false)
    assert.deepEqual(await titles(db), [])
  })

  test('violations are told apart by kind and constraint', async () => {
    const tables = `create table makers (name text constraint makers_name primary key);
        create table works (maker text constraint works_maker references makers)`
    await db.driver.reserve((connection) => connection.script(tables))
    const add = (text: string) => db.execute({ shape: 'test.add', text, values: [] })
    await add(`insert into makers values ('a')`)
    await assert.rejects(add(`insert into makers values ('a')`), (error) => {
      assert.ok(isUniqueViolation(error) && isUniqueViolation(error, 'makers_name'))
      assert.ok(!isUniqueViolation(error, 'books_title'))
      return true
    })
    await assert.rejects(add(`insert into works values ('nobody')`), (error) => {
      assert.ok(!isUniqueViolation(error))
      return true
    })
  })

  test('a statement on the database inside a transaction of the same flow is refused', async () => {
    await db.transaction(async (tx) => {
      await assert.rejects(insert(db, 'one'), /statement test\.insert on the database while/)
      await assert.rejects(insideAFunction(db), /on the database while/)
      await insert(tx, 'two')
    })
    assert.deepEqual(await titles(db), ['two'])
  })

  test('a transaction inside a transaction of the same flow is refused', async () => {
    await db.transaction(async () => {
      await assert.rejects(
        db.transaction(async () => {}),
        /a transaction on the database while/,
      )
    })
  })

  test('a transaction of another database in between does not hide the outer one', async () => {
    const other = await createTestDatabase({ engine })
    await db.transaction(async () => {
      await other.db.transaction(async () => {
        await assert.rejects(titles(db), /on the database while/)
      })
    })
    await other.drop()
  })

  test('work that a transaction started and that outlives it may use the database', async () => {
    const over = new EventEmitter()
    const outliving = await db.transaction(async (tx) => {
      await insert(tx, 'one')
      const later = once(over, 'over').then(() => titles(db))
      return { later }
    })
    over.emit('over')
    assert.deepEqual(await outliving.later, ['one'])
  })

  test('a transaction that is over takes no more statements', async () => {
    let kept: Tx | undefined
    await db.transaction(async (tx) => {
      kept = tx
    })
    await assert.rejects(insert(kept!, 'late'), /statement test\.insert came when its transaction was over/)
    assert.deepEqual(await titles(db), [])
  })

  test('statements of other flows do not slip into a transaction', async () => {
    const steps = new EventEmitter()
    const inserted = once(steps, 'inserted')
    const rolledBack = db
      .transaction(async (tx) => {
        await insert(tx, 'inside')
        const continued = once(steps, 'continue')
        steps.emit('inserted')
        await continued
        throw new Error('undone')
      })
      .catch((error: Error) => error.message)
    await inserted
    const outside = insert(db, 'outside')
    const seen = outside.then(() => titles(db))
    steps.emit('continue')
    assert.equal(await rolledBack, 'undone')
    assert.deepEqual(await seen, ['outside'])
  })

  test('every statement sent is recorded with its rows, in functions below too', async () => {
    const records: StatementRecord[] = []
    await recordStatements(records, async () => {
      await insert(db, 'one')
      await db.transaction(async (tx) => {
        await insert(tx, 'two')
        await titles(tx)
      })
      await assert.rejects(db.execute({ shape: 'test.wrong', text: 'select wrong', values: [] }))
    })
    await titles(db)
    const sent = records.map(({ name, rows }) => [name, rows])
    assert.deepEqual(sent, [
      ['test.insert', 0],
      ['test.insert', 0],
      ['test.titles', 2],
      ['test.wrong', 0],
    ])
    assert.ok(records.every(({ durationMs }) => durationMs > 0))
  })

  test('the listener for statements hears of them too', async () => {
    const heard: StatementRecord[] = []
    const listening = createDb(db.driver, { onStatement: (record) => heard.push(record) })
    await insert(listening, 'one')
    assert.deepEqual(
      heard.map(({ name, rows }) => ({ name, rows })),
      [{ name: 'test.insert', rows: 0 }],
    )
  })
})

async function insideAFunction(db: Db): Promise<unknown> {
  return titles(db)
}
