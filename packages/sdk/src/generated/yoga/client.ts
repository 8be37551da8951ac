// Generated from the API document by npm run generate; changes are lost.
import { createCaller, type ClientOptions } from '../../client.ts'
import { service } from './service.ts'
import { docs } from './docs.ts'
import { images } from './images.ts'
import { uploads } from './uploads.ts'
import { accounts } from './accounts.ts'
import { profile } from './profile.ts'
import { dataExport } from './data-export.ts'
import { preferences } from './preferences.ts'
import { apiKeys } from './api-keys.ts'
import { roles } from './roles.ts'
import { users } from './users.ts'
import { poses } from './poses.ts'
import { sequenceAdmin } from './sequence-admin.ts'
import { contentHistory } from './content-history.ts'
import { contentImport } from './content-import.ts'
import { contentExport } from './content-export.ts'
import { sequences } from './sequences.ts'
import { customSequences } from './custom-sequences.ts'
import { favorites } from './favorites.ts'
import { search } from './search.ts'
import { practiceSessions } from './practice-sessions.ts'
import { history } from './history.ts'
import { goals } from './goals.ts'
import { achievements } from './achievements.ts'
import { breathing } from './breathing.ts'

/** Client of YogaFlow API 1.0.0: a method for each operation, by its id. */
export function createYogaClient(options: ClientOptions) {
  // The version whose types these are.
  const headers = { 'api-version': '2026-11-21', ...options.headers }
  const caller = createCaller({ ...options, headers })
  return {
    service: service(caller),
    docs: docs(caller),
    images: images(caller),
    uploads: uploads(caller),
    accounts: accounts(caller),
    profile: profile(caller),
    dataExport: dataExport(caller),
    preferences: preferences(caller),
    apiKeys: apiKeys(caller),
    roles: roles(caller),
    users: users(caller),
    poses: poses(caller),
    sequenceAdmin: sequenceAdmin(caller),
    contentHistory: contentHistory(caller),
    contentImport: contentImport(caller),
    contentExport: contentExport(caller),
    sequences: sequences(caller),
    customSequences: customSequences(caller),
    favorites: favorites(caller),
    search: search(caller),
    practiceSessions: practiceSessions(caller),
    history: history(caller),
    goals: goals(caller),
    achievements: achievements(caller),
    breathing: breathing(caller),
  }
}

export type YogaClient = ReturnType<typeof createYogaClient>
