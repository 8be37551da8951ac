import { AsyncLocalStorage } from 'node:async_hooks'
import type { SpanContext } from './trace-context.ts'

/** What everything that happens for one request or one job run shares. */
export interface Flow {
  /** The request that caused it; a job carries the id of the request that stored it. */
  readonly requestId: string | undefined
  /** The span that encloses it, when traces are on. */
  readonly span: SpanContext | undefined
}

const flows = new AsyncLocalStorage<Flow>()

/** Runs `work`, and whatever it causes, in a flow: its log lines carry the request id, its statements the span. */
export function runInFlow<T>(flow: Flow, work: () => T): T {
  return flows.run(flow, work)
}

/** The flow that is running, or undefined outside of any. */
export function currentFlow(): Flow | undefined {
  return flows.getStore()
}
