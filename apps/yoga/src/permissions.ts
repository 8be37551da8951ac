/**
 * What an API key can be made for: what every person may do, and permissions. No scope lets a key change an account, roles, sign-in
 * or keys.
 */
export const scopes = {
  'practice.read': 'See your sessions, history, statistics, goals and achievements',
  'practice.write': 'Record practice and set goals',
  'library.read': 'See your sequences and favourites',
  'library.write': 'Change your sequences and favourites',
  'profile.read': 'See your profile and preferences',
  'pose.write': 'Change the poses of the library',
  'sequence.write': 'Change the sequences of the library',
  'upload.write': 'Upload images',
  'content.read_history': 'See and restore former content',
  'role.read': 'See roles and who has them',
  'audit.read': 'See the audit log',
  'user.read': 'See accounts',
} as const

export type Scope = keyof typeof scopes

/** What each role may do beyond what every signed-in person may. Written to the database when the app starts. */
export const roles = {
  admin: {
    description: 'Runs the product: content, people and their roles',
    permissions: [
      'pose.write',
      'sequence.write',
      'upload.write',
      'content.read_history',
      'role.read',
      'role.assign',
      'audit.read',
      'user.read',
      'user.activate',
    ],
  },
  editor: {
    description: 'Writes content',
    permissions: ['pose.write', 'sequence.write', 'upload.write', 'content.read_history'],
  },
} as const
