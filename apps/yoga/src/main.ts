import { ConfigError } from '@groundwork/kit/config/read-config'
import { StartError } from '@groundwork/kit/errors/start-error'
import { stopOnSignal } from '@groundwork/kit/lifecycle/stop-on-signal'
import { startYoga } from './start.ts'

try {
  const { url, metricsUrl, log, stop } = await startYoga(
    process.env,
    (progress) => void process.stderr.write(`${progress}\n`),
  )
  stopOnSignal({
    stop,
    withinMs: 15_000,
    onError: (error) => log.error({ err: error }, 'did not stop in order'),
  })
  process.stdout.write(
    [
      '',
      `  YogaFlow   ${url}`,
      `  docs       ${url}/docs`,
      `  health     ${url}/health`,
      ...(metricsUrl === undefined ? [] : [`  metrics    ${metricsUrl}`]),
      `  try        curl '${url}/api/v1/poses?search=warrior&page_size=3'`,
      '',
      '',
    ].join('\n'),
  )
} catch (error) {
  const expected = error instanceof ConfigError || error instanceof StartError
  process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`)
  process.exit(1)
}
