import type { LimitClass } from '@groundwork/kit/limits/limit-classes'

/**
 * Every rate limit of Navi. `LIMIT_<CLASS>` overrides a class, `LIMIT_ROUTES` a single operation. A phone that shows a code asks
 * for its status every 5 seconds, and taps closer than a second apart blur: nobody who uses the app meets these.
 */
export const limits = {
  register: { quota: 10, windowS: 60, by: ['address'], doc: 'Becoming somebody' },
  create: { quota: 5, windowS: 60, by: ['subject'], doc: 'Asking for a pairing code' },
  join: { quota: 10, windowS: 60, by: ['subject'], doc: 'Trying a pairing code' },
  tap: { quota: 60, windowS: 60, by: ['subject'], doc: 'Tapping' },
  user: { quota: 120, windowS: 60, by: ['subject'], doc: 'Everything else that a person does' },
  connect: {
    quota: 600,
    windowS: 60,
    by: ['address'],
    doc: 'Opening live connections: the first phones never come back when they are refused, and many may share an address',
  },
  refused: {
    quota: 100,
    windowS: 60,
    by: ['address'],
    doc: 'Tokens that are refused, so that nobody guesses without end; what valid ones do is not counted here',
  },
  health: {
    quota: 100,
    windowS: 60,
    by: ['address'],
    doc: 'The full health report; probes of a balancer have their own',
  },
} as const satisfies Record<string, LimitClass>
