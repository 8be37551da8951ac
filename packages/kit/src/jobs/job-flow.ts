import { currentFlow, type Flow } from '../telemetry/flow.ts'
import { parseTraceContext, printTraceparent } from '../telemetry/trace-context.ts'
import { spanKinds, type OpenSpan, type Tracer } from '../telemetry/tracer.ts'
import type { Cause, Envelope } from './queries.ts'
import type { JobRun } from './run-job.ts'

/** What a job keeps of the flow it is stored in; undefined outside of any. */
export function causeOf(flow: Flow | undefined): Cause | undefined {
  if (flow === undefined) return undefined
  const { requestId, span } = flow
  return {
    ...(requestId !== undefined && { requestId }),
    ...(span !== undefined && { traceparent: printTraceparent(span) }),
    ...(span?.tracestate !== undefined && { tracestate: span.tracestate }),
  }
}

/** The flow a job runs in: its lines carry the id of the request that stored it, its span continues that trace. */
export function openFlow({ cause }: Envelope, tracer: Tracer | undefined): Flow {
  const parent = parseTraceContext(cause?.traceparent, cause?.tracestate)
  return { requestId: cause?.requestId, span: tracer?.open(parent) }
}

/** Ends the span of the run that is going on in this flow, by OpenTelemetry's conventions for messaging. */
export function endRunSpan(tracer: Tracer, { job, jobId, attempt, outcome, durationMs }: JobRun): void {
  const span = currentFlow()?.span as OpenSpan | undefined
  if (span === undefined) return
  const failed = outcome === 'retry' || outcome === 'dead'
  tracer.end(span, {
    name: `process ${job}`,
    kind: spanKinds.consumer,
    durationMs,
    failed,
    attributes: {
      'messaging.system': 'pg-boss',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': job,
      'messaging.message.id': jobId,
      'job.attempt': attempt,
      'job.outcome': outcome,
      'error.type': failed ? outcome : undefined,
    },
  })
}
