import { setImmediate as turn } from 'node:timers/promises'
import { memoryCheck } from './memory-check.ts'

/** As a program, with a small heap and `--expose-gc`: prints what the check says at first, with a full heap, and after that. */
const { run } = memoryCheck()
const print = async () => process.stdout.write(`${(await run()).status}\n`)

await print()
let held: unknown[] = []
while ((await run()).status === 'pass') {
  held.push(Array.from({ length: 20_000 }, (_, i) => ({ i })))
  await turn()
}
await print()
held = []
await turn()
;(globalThis as { gc?: () => void }).gc!()
await print()
