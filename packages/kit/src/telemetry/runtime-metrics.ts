import { readdirSync } from 'node:fs'
import { constants, monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'
import type { Registry } from './registry.ts'

const GC_KINDS: Record<number, string> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
}

/** Shows the process, its heap, garbage collection and event loop. @returns what ends the watching. */
export function registerRuntimeMetrics(registry: Registry): () => void {
  const endLoop = registerEventLoop(registry)
  const endCollection = registerCollection(registry)
  registerProcess(registry)
  return () => {
    endLoop()
    endCollection()
  }
}

function registerEventLoop(registry: Registry): () => void {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  registry.gauge(
    {
      name: 'nodejs_eventloop_delay_seconds',
      help: 'How late timers ran since the last reading: 0.5 is the median, 1 the longest delay.',
      labels: ['quantile'],
    },
    () => {
      const seconds = (nanoseconds: number) => nanoseconds / 1e9
      const reading = [
        [seconds(delay.percentile(50)), '0.5'],
        [seconds(delay.percentile(99)), '0.99'],
        [seconds(delay.max), '1'],
      ] as const
      delay.reset()
      return reading
    },
  )
  let before = performance.eventLoopUtilization()
  registry.gauge(
    {
      name: 'nodejs_eventloop_utilization_ratio',
      help: 'Share of the time since the last reading that the event loop was busy.',
      labels: [],
    },
    () => {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      return utilization
    },
  )
  return () => void delay.disable()
}

function registerCollection(registry: Registry): () => void {
  const pauses = registry.histogram({
    name: 'v8js_gc_duration_seconds',
    help: 'Time the garbage collector took, by kind of collection.',
    labels: ['v8js_gc_type'],
    buckets: [0.001, 0.01, 0.1, 1],
  })
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration, detail } = entry as PerformanceEntry & { detail: { kind: number } }
      pauses.observe(duration / 1000, GC_KINDS[detail.kind] ?? 'other')
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}

function registerProcess(registry: Registry): void {
  registry.gauge(
    {
      name: 'v8js_memory_heap_used_bytes',
      help: 'Bytes of the heap in use, by space.',
      labels: ['v8js_heap_space_name'],
    },
    () =>
      getHeapSpaceStatistics().map(
        ({ space_used_size: bytes, space_name: name }) => [bytes, name.replace(/_space$/, '')] as const,
      ),
  )
  registry.gauge(
    { name: 'v8js_memory_heap_limit_bytes', help: 'Bytes the heap may grow to.', labels: [] },
    () => getHeapStatistics().heap_size_limit,
  )
  registry.gauge(
    { name: 'process_resident_memory_bytes', help: 'Memory of the process that is in RAM.', labels: [] },
    () => process.memoryUsage.rss(),
  )
  registry.counterOf(
    { name: 'process_cpu_seconds_total', help: 'Processor time the process has used.', labels: [] },
    () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    },
  )
  registry.gauge(
    {
      name: 'process_start_time_seconds',
      help: 'When the process began, in seconds since 1970.',
      labels: [],
    },
    () => performance.timeOrigin / 1000,
  )
  registry.gauge(
    { name: 'process_open_fds', help: 'Open files and sockets (Linux).', labels: [] },
    () => readdirSync('/proc/self/fd').length,
  )
}
