import { percentile, sortedNumbers } from '../client/percentiles.ts'
import type { Load, Sample } from './arrivals.ts'
import type { LoadTarget } from './visit.ts'

const WIDTH = 960
const LEFT = 64
const RIGHT = 150
/** Latencies above, what was asked for below. */
const UPPER = { top: 56, height: 300 }
const LOWER = { top: 420, height: 110 }
const LABEL_HEIGHT = 14
const HEIGHT = LOWER.top + LOWER.height + 44

const SERIES = [
  { name: 'slowest', share: 1, color: '#bdbdbd' },
  { name: 'p99', share: 0.99, color: '#d95f02' },
  { name: 'p95', share: 0.95, color: '#7570b3' },
  { name: 'p50', share: 0.5, color: '#1b9e77' },
]

type Point = readonly [x: number, y: number]
type Panel = typeof UPPER

/** Draws a load as SVG: percentiles of the latency for every second on a logarithmic scale, actions and visits below. */
export function plotLoad(
  { title, aims, visits, judged }: Pick<LoadTarget, 'title' | 'aims' | 'visits' | 'judged'>,
  { samples: all, visitors }: Load,
  subtitle: string,
): string {
  const samples = judged === undefined ? all : all.filter(({ kind }) => kind === judged)
  const startMs = Math.min(...samples.map(({ atMs }) => atMs))
  const secondOf = ({ atMs }: Sample) => Math.floor((atMs - startMs) / 1000)
  const bySecond = Map.groupBy(samples, secondOf)
  const seconds = Math.max(...bySecond.keys()) + 1
  const x = (second: number) => LEFT + ((second + 0.5) / seconds) * (WIDTH - LEFT - RIGHT)
  const latency = latencyScale(samples, aims.p99Ms)
  const latencies = [...bySecond.entries()]
    .toSorted(([a], [b]) => a - b)
    .map(([second, of]) => ({ second, sorted: sortedNumbers(of.map(({ latencyMs }) => latencyMs)) }))
  const lines = SERIES.map(({ share, color }) =>
    line(
      latencies.map(({ second, sorted }) => [x(second), latency.y(percentile(sorted, share))] as const),
      color,
    ),
  )
  const last = latencies.at(-1)!.sorted
  let above = 0
  const labels = SERIES.map(({ name, share, color }) => {
    // Names that would lie on one another stand below one another.
    above = Math.max(latency.y(percentile(last, share)), above + LABEL_HEIGHT)
    return label(above, name, color)
  })
  const rate = countScale([...bySecond.values()].map(({ length }) => length))
  const ratePoints = latencies.map(({ second, sorted }) => [x(second), rate.y(sorted.length)] as const)
  const crowd = countScale(visitors)
  const crowdPoints = visitors.slice(0, seconds).map((count, i) => [x(i), crowd.y(count)] as const)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" fill="#333">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(LEFT, 24, title, 'font-size="16" font-weight="bold"'),
    text(LEFT, 42, subtitle),
    ...latency.ticks.map((ms) => gridLine(latency.y(ms), `${ms} ms`)),
    ...[aims.p95Ms, aims.p99Ms].map((ms, i) => aimLine(latency.y(ms), `aim ${['p95', 'p99'][i]} ${ms} ms`)),
    ...lines,
    ...labels,
    gridLine(LOWER.top, String(rate.most)),
    gridLine(LOWER.top + LOWER.height, '0'),
    line(ratePoints, '#386cb0'),
    label(ratePoints.at(-1)![1], 'actions/s', '#386cb0'),
    line(crowdPoints, '#666666', '4 3'),
    text(LEFT + 6, LOWER.top - 6, `actions/s, up to ${rate.most}; ${visits} (dashed), up to ${crowd.most}`),
    ...timeTicks(seconds).map((second) =>
      text(x(second), HEIGHT - 24, `${second} s`, 'text-anchor="middle"'),
    ),
    '</svg>',
    '',
  ].join('\n')
}

/** From 0.5 ms to the slowest, a power of ten above the higher aim at least. */
function latencyScale(samples: readonly Sample[], aimMs: number) {
  const slowest = samples.reduce((most, { latencyMs }) => Math.max(most, latencyMs), 1)
  const low = Math.log10(0.5)
  const high = Math.log10(Math.max(slowest, 2 * aimMs))
  const y = (ms: number) =>
    UPPER.top + UPPER.height * (1 - (Math.log10(Math.max(ms, 0.5)) - low) / (high - low))
  const ticks = [1, 10, 100, 1000, 10_000].filter((ms) => Math.log10(ms) <= high)
  return { y, ticks }
}

function countScale(counts: readonly number[]) {
  const most = Math.max(1, ...counts)
  return { most, y: (count: number) => within(LOWER, count / most) }
}

const within = ({ top, height }: Panel, share: number) => top + height * (1 - share)

function timeTicks(seconds: number): number[] {
  const step = [5, 10, 20, 60, 120].find((candidate) => seconds / candidate <= 10) ?? 300
  return Array.from({ length: Math.ceil(seconds / step) }, (_, i) => i * step)
}

const round = (value: number) => Math.round(value * 10) / 10

function line(points: readonly Point[], color: string, dashes?: string): string {
  const path = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')
  const dashed = dashes === undefined ? '' : ` stroke-dasharray="${dashes}"`
  return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.5"${dashed}/>`
}

const text = (x: number, y: number, content: string, more = '') =>
  `<text x="${round(x)}" y="${round(y)}" ${more}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`

const label = (y: number, name: string, color: string) =>
  text(WIDTH - RIGHT + 8, y + 4, name, `fill="${color}" font-weight="bold"`)

const horizontal = (y: number, stroke: string) =>
  `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y)}" y2="${round(y)}" ${stroke}/>`

const gridLine = (y: number, name: string) =>
  horizontal(y, 'stroke="#e4e4e4"') + text(LEFT - 8, y + 4, name, 'text-anchor="end"')

const aimLine = (y: number, name: string) =>
  horizontal(y, 'stroke="#b2182b" stroke-dasharray="6 4"') + text(LEFT + 6, y - 5, name, 'fill="#b2182b"')
