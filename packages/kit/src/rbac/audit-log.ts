import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import { statementsFor } from '../db/statements.ts'
import type { RoleTables } from './tables.ts'

/** Facts of an action. No personal data: entries outlive the accounts they speak of. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** An action to record. The time is that of the clock. */
export interface AuditEntry {
  /** Who did it: a subject, or a name such as `system`. */
  actor: string
  /** `noun.past_tense`, such as `role.assigned`. */
  action: string
  /** Whom or what it was done to. */
  subject?: string
  details?: AuditDetails
}

export interface AuditRow {
  auditId: number
  at: Date
  actor: string
  action: string
  subject: string | null
  details: AuditDetails
}

export interface AuditFilter {
  actor?: string
  action?: string
  subject?: string
  /** Only entries older than this one: the `auditId` that ended the previous page. */
  before?: number
  limit: number
}

/** Who did what to whom, when. The database refuses to change or remove entries. */
export interface AuditLog {
  /** Adds an entry in the transaction of what it records, so that neither is without the other. */
  record: (tx: Tx, entry: AuditEntry) => Promise<void>
  /** Entries, newest first. */
  list: (on: Db | Tx, filter: AuditFilter) => Promise<AuditRow[]>
}

const { many, change } = statementsFor<RoleTables>()

const insertEntry = change(
  'audit.insert',
  (db, p: { at: Date; actor: string; action: string; subject: string | null; details: string }) =>
    db
      .insertInto('kit.auditLog')
      .values({ at: p.at, actor: p.actor, action: p.action, subject: p.subject, details: p.details }),
)

const listEntries = many<AuditFilter, AuditRow>('audit.list', (db, p, has) =>
  db
    .selectFrom('kit.auditLog')
    .select(['auditId', 'at', 'actor', 'action', 'subject', 'details'])
    .$castTo<AuditRow>()
    .$if(has('actor'), (query) => query.where('actor', '=', p.actor))
    .$if(has('action'), (query) => query.where('action', '=', p.action))
    .$if(has('subject'), (query) => query.where('subject', '=', p.subject))
    .$if(has('before'), (query) => query.where('auditId', '<', p.before))
    .orderBy('auditId', 'desc')
    .limit(p.limit),
)

export function createAuditLog({ clock }: { clock: Clock }): AuditLog {
  return {
    record: async (tx, { actor, action, subject, details = {} }) => {
      await insertEntry(tx, {
        at: clock.now(),
        actor,
        action,
        subject: subject ?? null,
        details: JSON.stringify(details),
      })
    },
    list: listEntries,
  }
}
