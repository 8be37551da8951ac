/** The value below which a share of the sorted values lies: 0.5 is the median. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}

export const sortedNumbers = (values: Iterable<number>): Float64Array => Float64Array.from(values).toSorted()
