/** A request that was sent to a real server, and what it answered, with what differs from run to run made constant. */
export interface RecordedExample {
  /** Name in the document, unique in the operation: words joined by hyphens, or an error code. */
  key: string
  /** What is shown, in words. */
  summary: string
  params?: Readonly<Record<string, unknown>>
  query?: Readonly<Record<string, unknown>>
  body?: unknown
  status: number
  /** The answer's body when it is JSON that the contract describes. */
  answer?: unknown
}

/** The recorded examples of every operation, by its id. */
export type RecordedExamples = ReadonlyMap<string, readonly RecordedExample[]>
