import type { Attributes, FinishedSpan } from './tracer.ts'

const ERROR_STATUS = 2

/** An OTLP request that exports spans, in its JSON encoding. */
export function printSpans(resource: Attributes, spans: readonly FinishedSpan[]): string {
  const printed = spans.map(printSpan).join(',')
  return (
    `{"resourceSpans":[{"resource":{"attributes":[${printAttributes(resource)}]},` +
    `"scopeSpans":[{"scope":{"name":"groundwork"},"spans":[${printed}]}]}]}`
  )
}

/** Ids are hexadecimal and kinds numbers: only names and values need escaping. */
function printSpan({ span, name, kind, startMs, durationMs, attributes, failed }: FinishedSpan): string {
  const parent = span.parentSpanId === undefined ? '' : `"parentSpanId":"${span.parentSpanId}",`
  const state = span.tracestate === undefined ? '' : `"traceState":${JSON.stringify(span.tracestate)},`
  return (
    `{"traceId":"${span.traceId}","spanId":"${span.spanId}",${state}${parent}"flags":1,` +
    `"name":${JSON.stringify(name)},"kind":${kind},` +
    `"startTimeUnixNano":"${nanoseconds(startMs)}","endTimeUnixNano":"${nanoseconds(startMs + durationMs)}",` +
    `"attributes":[${printAttributes(attributes)}]${failed ? `,"status":{"code":${ERROR_STATUS}}` : ''}}`
  )
}

/** 64-bit numbers are text in OTLP's JSON. A double holds these to a quarter of a microsecond. */
const nanoseconds = (ms: number) => String(Math.round(ms * 1e6))

function printAttributes(attributes: Attributes): string {
  let printed = ''
  for (const key in attributes) {
    const value = attributes[key]
    if (value === undefined) continue
    printed += `${printed === '' ? '' : ','}{"key":"${key}","value":${printValue(value)}}`
  }
  return printed
}

function printValue(value: string | number | boolean): string {
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value)}}`
  if (typeof value === 'boolean') return `{"boolValue":${value}}`
  return Number.isInteger(value) ? `{"intValue":"${value}"}` : `{"doubleValue":${value}}`
}
