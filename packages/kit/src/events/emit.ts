import type { Tx } from '../db/database.ts'
import type { EventDefinition } from './define-event.ts'

/**
 * Says that something happened, in the transaction in which it happens: one durable job for each subscriber, stored with
 * the commit, or none when nobody subscribed. Rolled back, it never happened.
 * Those who hear of it at once do so in this process as well, before the transaction returns.
 * @throws ZodError when the payload does not fit the event, Error when the application does not list the event.
 */
export function emit<P>(tx: Tx, event: EventDefinition<P>, payload: P): void {
  const { outbox } = tx
  const { queues, atOnce } = outbox.hearersOf(event.id)
  const checked = event.payload.parse(payload)
  for (const hear of atOnce) tx.afterCommit(() => hear(checked))
  if (queues.length === 0) return
  outbox.store(
    tx,
    queues.map((queue) => ({ queue, version: event.version, payload: checked })),
  )
}
