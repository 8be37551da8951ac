import { figure } from '../client/table.ts'
import { sumOf, sumsBy, type Metrics } from './metrics.ts'
import type { Logged } from './start-main.ts'
import type { Findings } from './visit.ts'

const HITS_AIM_PERCENT = 60
const SAVED_AIM_PERCENT = 50
/** Lines of the table of statements. */
const MAX_STATEMENTS = 20

const STATEMENTS = 'db_client_operation_duration_seconds_count'
const SHAPE = 'db_query_summary'
const EVENTS = 'cache_events_total'
const SAVED = 'cache_statements_saved_total'

/** What the cache of YogaFlow did, and which statements were sent, by what a process counted and logged meanwhile. */
export function findingsOf(metrics: Metrics, logged: (what: keyof Logged) => number): Findings {
  const requests = logged('requests')
  const count = (name: string, labels?: Record<string, string>) => sumOf(metrics, name, labels)
  const answered = (labels: Record<string, string>) => {
    const events = (event: string) => count(EVENTS, { event, ...labels })
    const hits = events('hit') + events('shared')
    const loads = events('miss') + events('bypass')
    return { hits, loads, hitPercent: (100 * hits) / (hits + loads) }
  }
  const sent = logged('statements') + count(STATEMENTS, { [SHAPE]: 'auth.read_session' })
  const saved = count(SAVED)
  return {
    figures: [
      { name: 'cache hits', value: answered({}).hitPercent, unit: '%', aim: { atLeast: HITS_AIM_PERCENT } },
      {
        name: 'statements of a request, the check of its session among them',
        value: sent / requests,
        unit: '',
      },
      {
        name: 'statements saved by the cache, of those that reading would have sent',
        value: (100 * saved) / (saved + logged('toRead')),
        unit: '%',
        aim: { atLeast: SAVED_AIM_PERCENT },
      },
      {
        name: 'the same, of those that all requests would have sent, changes and checks of sessions among them',
        value: (100 * saved) / (saved + sent),
        unit: '%',
        aim: { atLeast: SAVED_AIM_PERCENT },
      },
      {
        name: 'all statements, jobs and transactions among them, for a request',
        value: count(STATEMENTS) / requests,
        unit: '',
      },
    ],
    tables: [
      {
        header: ['statement, of requests and of jobs', 'sent', 'for a request'],
        rows: sumsBy(metrics, STATEMENTS, SHAPE)
          .slice(0, MAX_STATEMENTS)
          .map(([shape, times]) => [shape, String(times), (times / requests).toFixed(3)]),
      },
      {
        header: ['kind of answer', 'from the cache', 'loaded', 'hits %', 'statements saved'],
        rows: sumsBy(metrics, EVENTS, 'kind').map(([kind]) => {
          const { hits, loads, hitPercent } = answered({ kind })
          return [kind, String(hits), String(loads), figure(hitPercent), String(count(SAVED, { kind }))]
        }),
      },
    ],
  }
}
