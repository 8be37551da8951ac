import { runFuzz } from '@groundwork/kit/testing/fuzz-command'
import { sendOverSocket } from '@groundwork/kit/testing/send-over-socket'
import { mounts } from '../src/app.ts'
import { errorFormat } from '../src/error-format.ts'
import { makePair } from '../src/pairing/example-states.ts'
import { createReturn } from '../src/testing/replay.ts'
import { openTestApp } from '../src/testing/test-app.ts'

/** `npm run fuzz -- navi --count 1000`: sends generated requests to every route of Navi, as one of a pair and as somebody without. */
process.exitCode = await runFuzz(process.argv.slice(2), async () => {
  const app = await openTestApp()
  await makePair(app)
  return {
    mounts,
    errorFormat: errorFormat(app.clock),
    send: await sendOverSocket(app.server, async (name) => app.tokens[name]),
    restore: await createReturn(app),
    stop: app.stop,
  }
})
