import type { ApiKeyRow, MadeApiKey } from '@groundwork/kit/auth/api-keys'

export const toApiKey = (row: ApiKeyRow) => ({
  key_id: row.keyId,
  name: row.name,
  scopes: [...row.scopes],
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
  rotated_from: row.rotatedFrom,
})

/** With the key itself, which is shown this once. */
export const toNewApiKey = ({ text, row }: MadeApiKey) => ({ ...toApiKey(row), key: text })
