import { spawnSync } from 'node:child_process'

/**
 * Ends with 1 when a package has a known advisory that is high or critical, and with 3 when the registry does not tell of
 * advisories: that is no fault of the packages, and no proof of their innocence either.
 */

interface Report {
  error?: unknown
  vulnerabilities?: Record<
    string,
    { name: string; severity: string; via: (string | { title: string; url: string })[] }
  >
  metadata?: { vulnerabilities: Record<string, number>; dependencies: { total: number } }
}

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8' })
const report = parse(stdout)

if (!report?.metadata || !report.vulnerabilities) {
  process.stdout.write('advisories: NOT CHECKED, the registry does not tell of them\n')
  process.exitCode = 3
} else {
  const { vulnerabilities: counts, dependencies } = report.metadata
  const grave = Object.values(report.vulnerabilities).filter(({ severity }) =>
    /^(high|critical)$/.test(severity),
  )
  const summary = Object.entries(counts).map(([severity, count]) => `${count} ${severity}`)
  process.stdout.write(`advisories for ${dependencies.total} packages: ${summary.join(', ')}\n`)
  for (const { name, severity, via } of grave) {
    const why = via.map((one) => (typeof one === 'string' ? one : `${one.title} ${one.url}`))
    process.stdout.write(`  ${severity} ${name}: ${why.join('; ')}\n`)
  }
  if (grave.length > 0) process.exitCode = 1
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report
  } catch {
    return undefined
  }
}
