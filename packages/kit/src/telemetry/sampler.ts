import type { SpanContext } from './trace-context.ts'

/** The samplers of OpenTelemetry, by the names OTEL_TRACES_SAMPLER gives them. */
export const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const
export type SamplerName = (typeof samplers)[number]

/** Decides whether the trace of a new span is recorded. */
export type Sampler = (parent: SpanContext | undefined, traceId: string) => boolean

const RANDOM_DIGITS = 13
const RANDOM_RANGE = 16 ** RANDOM_DIGITS

/**
 * The sampler of that name. `ratio`, 0 to 1, is the share of traces that `traceidratio` records; it depends on the trace id
 * only, so that every service decides alike. The `parentbased` ones follow the caller where there is one.
 */
export function createSampler(name: SamplerName, ratio: number): Sampler {
  const isParentBased = name.startsWith('parentbased_')
  const root = rootSampler(name.replace('parentbased_', ''), ratio)
  return (parent, traceId) => (isParentBased && parent !== undefined ? parent.sampled : root(traceId))
}

function rootSampler(name: string, ratio: number): (traceId: string) => boolean {
  if (name === 'always_on') return () => true
  if (name === 'always_off') return () => false
  const threshold = (1 - ratio) * RANDOM_RANGE
  return (traceId) => Number.parseInt(traceId.slice(-RANDOM_DIGITS), 16) >= threshold
}
