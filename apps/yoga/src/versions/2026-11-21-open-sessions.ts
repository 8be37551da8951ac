import { z } from 'zod'
import { formerAnswer, type VersionChange } from '@groundwork/kit/http/api-versions'
import { HistorySession, listHistory, readCalendar } from '../history/contract.ts'
import { CompletionStatus } from '../vocabulary.ts'

const FormerSession = HistorySession.extend({
  completion_status: CompletionStatus.meta({
    description: '`abandoned` while the session is open; see `state`.',
  }),
}).meta({ id: 'HistorySessionBefore20261121' })

const status = CompletionStatus.optional().meta({
  description: 'Sessions of one status; open ones count as `abandoned`.',
})

/** Open sessions had always been called abandoned. */
const toState = ({ status: asked, ...query }: Record<string, unknown>) => ({
  ...query,
  ...(asked !== undefined && { state: asked === 'abandoned' ? 'unfinished' : asked }),
})

export const openSessions: VersionChange = {
  version: '2026-11-21',
  summary: 'Open sessions are no longer called abandoned',
  guide: `A session has one word for where it stands, \`state\`: \`in_progress\`, \`completed\`, \`partial\` or \`abandoned\`.

- Read \`state\` instead of \`completion_status\`, which was \`abandoned\` for sessions that are still open.
- Filter by \`state\` instead of \`status\`. What \`status=abandoned\` found is found by \`state=unfinished\`.`,
  before: {
    'history.list': {
      query: { schema: listHistory.query!.omit({ state: true }).extend({ status }), up: toState },
      answer: formerAnswer(
        listHistory.responses[200],
        listHistory.responses[200].extend({ sessions: z.array(FormerSession) }),
        (page) => ({
          ...page,
          sessions: page.sessions.map((session) => ({
            ...session,
            completion_status: session.state === 'in_progress' ? 'abandoned' : session.state,
          })),
        }),
      ),
    },
    'history.calendar': {
      query: { schema: readCalendar.query!.omit({ state: true }).extend({ status }), up: toState },
    },
  },
}
