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
