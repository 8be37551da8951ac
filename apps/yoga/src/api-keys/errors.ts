import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const apiKeyErrors = defineErrors({
  'api_key.not_found': {
    status: 404,
    title: 'API key not found',
    detail: 'You have no such API key that is still good.',
    advice: 'List your keys; those that expired or were revoked cannot be changed.',
  },
  'api_key.scope_not_yours': {
    status: 403,
    title: 'Scope beyond your own permissions',
    detail: ({ scopes }: { scopes: string }) => `You may not do yourself what these scopes allow: ${scopes}.`,
    advice: 'Leave the scopes out, or ask an administrator for a role with these permissions.',
  },
  'api_key.too_many': {
    status: 409,
    title: 'Too many API keys',
    detail: 'You have ten keys that are still good.',
    advice: 'Revoke a key that is no longer used.',
  },
})

export const { fail } = apiKeyErrors
