import { handle } from '../handle.ts'
import * as apiKeys from './api-keys.ts'
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './contract.ts'
import { toApiKey, toNewApiKey } from './to-api-key.ts'

const DAY_MS = 86_400_000

export const apiKeyRoutes = [
  handle(listApiKeys, async ({ deps, actor }) => ({
    api_keys: (await apiKeys.list(deps, actor)).map(toApiKey),
  })),
  handle(createApiKey, async ({ deps, actor, body: { name, scopes, expires_in_days: days } }) =>
    toNewApiKey(await apiKeys.create(deps, actor, { name, scopes, lifeMs: days * DAY_MS })),
  ),
  handle(rotateApiKey, async ({ deps, actor, params, body }) =>
    toNewApiKey(await apiKeys.rotate(deps, actor, params.key_id, body.overlap_seconds * 1000)),
  ),
  handle(revokeApiKey, async ({ deps, actor, params }) => apiKeys.revoke(deps, actor, params.key_id)),
]
