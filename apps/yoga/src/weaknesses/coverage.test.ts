import { testWeaknessCoverage } from '@groundwork/kit/testing/weakness-coverage'

/** Parts of weaknesses that no server can have, and why. */
const elsewhere = [
  {
    id: 'W13',
    part: 'the crash on a list of errors, the dead statistics page, and the profile page that throws on save',
    reason: 'They are code of the existing web client. What a server can do for it is tested under W13.',
  },
]

testWeaknessCoverage({ app: new URL('../../', import.meta.url), count: 26, elsewhere })
