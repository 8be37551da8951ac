import { spawn, type ChildProcess } from 'node:child_process'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { developmentKeyRing } from '../auth/development-keys.ts'
import { lockDataDir } from './data-dir-lock.ts'

const root = mkdtempSync(join(tmpdir(), 'data-dir-lock-'))
after(() => rmSync(root, { recursive: true }))

/** A process that tries to lock `dir`, says `held` or the error, and keeps what it has until it is stopped. */
function starter(dir: string): ChildProcess {
  const module = JSON.stringify(import.meta.resolve('./data-dir-lock.ts'))
  const program = `
    const { lockDataDir } = await import(${module})
    const said = await lockDataDir(${JSON.stringify(dir)}).then(() => 'held', (error) => error.message)
    globalThis.gc()
    process.send(said)
    process.on('message', () => {})`
  return spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

async function said(process: ChildProcess): Promise<string> {
  const [message] = await once(process, 'message')
  return message as string
}

async function kill(process: ChildProcess): Promise<void> {
  const exited = once(process, 'exit')
  process.kill('SIGKILL')
  await exited
}

test('a second process is refused with the folder, the holder and the remedy, until the first gives back', async () => {
  const dir = join(root, 'made', 'on', 'demand')
  const unlock = await lockDataDir(dir)
  const refused = starter(dir)
  assert.equal(
    await said(refused),
    `The data folder ${dir} is in use by process ${process.pid}. Stop that process, or set DATA_DIR to another folder.`,
  )
  await kill(refused)
  await unlock()
  await unlock()
  const next = starter(dir)
  assert.equal(await said(next), 'held')
  await kill(next)
})

test('the same process is refused a second claim on its own folder', async () => {
  const dir = join(root, 'twice')
  const unlock = await lockDataDir(dir)
  await assert.rejects(lockDataDir(dir), new RegExp(`in use by process ${process.pid}`))
  await unlock()
})

test('when the holder is killed, exactly one of several starters takes over', async () => {
  const dir = join(root, 'taken-over')
  const holder = starter(dir)
  assert.equal(await said(holder), 'held')
  await kill(holder)

  const racers = [1, 2, 3, 4].map(() => starter(dir))
  const answers = await Promise.all(racers.map(said))
  await Promise.all(racers.map(kill))
  assert.equal(answers.filter((answer) => answer === 'held').length, 1, answers.join('\n'))
  assert.equal(
    answers.filter((answer) => answer.includes(`${dir} is in use by`)).length,
    3,
    answers.join('\n'),
  )
})

test('a folder that cannot be written is refused by name', async () => {
  await assert.rejects(lockDataDir('/dev/null/data'), {
    name: 'StartError',
    message:
      /^Cannot write in the data folder \/dev\/null\/data: ENOTDIR.* set DATA_DIR to another folder\.$/,
  })
})

test(
  'a folder that cannot be made is refused with what helps, also where the system does not say no [F3]',
  { timeout: 30_000, skip: process.platform !== 'linux' && 'needs /proc' },
  async () => {
    const asked = starter('/proc/none/yoga')
    after(() => asked.kill('SIGKILL'))
    assert.match(
      await said(asked),
      /^Cannot write in the data folder \/proc\/none\/yoga: ENOENT.* set DATA_DIR to another folder\.$/,
    )
    assert.throws(() => developmentKeyRing('/proc/none/yoga'), /Cannot keep a key .* set DATA_DIR/)
  },
)
