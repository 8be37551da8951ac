import type { LimitClass } from '@groundwork/kit/limits/limit-classes'

/** Every rate limit of YogaFlow. `LIMIT_<CLASS>` overrides a class, `LIMIT_ROUTES` a single operation. */
export const limits = {
  credentials: {
    quota: 5,
    windowS: 60,
    by: ['address', 'account'],
    doc: 'Signing in, registering, resetting and changing passwords: counted per address and per account',
  },
  public: { quota: 100, windowS: 60, by: ['address'], doc: 'Reading the library without signing in' },
  user: { quota: 1000, windowS: 3600, by: ['subject'], doc: 'Everything a signed-in person does' },
  api_keys: {
    quota: 1000,
    windowS: 3600,
    by: ['subject'],
    doc: 'What programs do with an API key, where `user` counts persons: counted per key',
  },
  refused: {
    quota: 100,
    windowS: 60,
    by: ['address'],
    doc: 'Tokens and API keys that are refused, so that nobody guesses without end; what valid ones do is not counted here',
  },
  exports: {
    quota: 5,
    windowS: 86_400,
    by: ['subject'],
    doc: 'Asking for a copy of what is stored about oneself, which is made by reading all of it',
  },
  uploads: {
    quota: 60,
    windowS: 3600,
    by: ['subject'],
    doc: 'Uploading images, which are decoded and written anew',
  },
} as const satisfies Record<string, LimitClass>
