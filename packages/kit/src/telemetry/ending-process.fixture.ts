import { openLogLines } from './log-lines.ts'

/** A process that holds lines of its log when it ends. */
const { write, hold } = openLogLines({ format: 'json' })
hold(() => '{"n":1}\n')
hold(() => '{"n":2}\n')
write('{"n":3}\n')
hold(() => '{"n":4}\n')
process.exit(0)
