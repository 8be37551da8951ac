import { randomUUID } from 'node:crypto'
import { currentFlow } from './flow.ts'
import type { Logger } from './logger.ts'
import { createSampler } from './sampler.ts'
import { summaryOf, type StatementSeen } from './statement-metrics.ts'
import type { AppName, TracesConfig } from './telemetry-config.ts'
import { createTracer, recordSpan, spanKinds, type Tracer } from './tracer.ts'

export interface Traces {
  tracer: Tracer
  flush: () => Promise<void>
  /** Sends what has not been sent. */
  stop: () => Promise<void>
}

/** Makes traces and sends them to a collector. */
export async function startTraces(
  { endpoint, headers, sampler, ratio, service }: TracesConfig,
  { name, version, environment }: AppName,
  { log, onLost }: { log: Logger; onLost: (spans: number) => void },
): Promise<Traces> {
  const { createOtlpExporter } = await import('./otlp-exporter.ts')
  const exporter = createOtlpExporter({
    endpoint,
    headers,
    resource: {
      'service.name': service ?? name,
      'service.version': version,
      'service.instance.id': randomUUID(),
      'deployment.environment.name': environment,
      'telemetry.sdk.name': 'groundwork',
      'telemetry.sdk.language': 'nodejs',
    },
    onLost,
    onFailure: (error) =>
      log.warn({ err: error }, 'traces cannot be sent; they are tried again, then dropped'),
  })
  const { add, flush, stop } = exporter
  return { tracer: createTracer(createSampler(sampler, ratio), add), flush, stop }
}

/** Records a statement that has ended below the span of its flow; statements of no flow, such as polling, are left out. */
export function recordStatement(tracer: Tracer, { name, durationMs, rows, failed }: StatementSeen): void {
  const parent = currentFlow()?.span
  if (!parent?.sampled) return
  const summary = summaryOf(name)
  recordSpan(tracer, parent, {
    name: summary,
    kind: spanKinds.client,
    durationMs,
    failed,
    attributes: {
      'db.system.name': 'postgresql',
      'db.query.summary': summary,
      'db.response.returned_rows': rows,
    },
  })
}
