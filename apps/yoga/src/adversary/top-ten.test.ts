import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'

/**
 * The OWASP API security top ten of 2023, with the tests that show that YogaFlow does not have the risk: by file, below the root
 * of the repository, and words of their names. A test that is renamed or removed fails here. A file without names runs the suite
 * that is named beside it.
 */
const topTen: Record<string, readonly (readonly [file: string, ...names: string[]])[]> = {
  'API1 broken object level authorization': [
    ['apps/yoga/src/adversary/object-level.test.ts', 'what somebody else owns is neither shown nor changed'],
    ['apps/yoga/src/weaknesses/data.test.ts', 'W18 a sequence of somebody is seen by nobody else'],
  ],
  'API2 broken authentication': [
    [
      'apps/yoga/src/adversary/forged-requests.test.ts',
      'of any other algorithm, key, kind',
      'that was written down',
    ],
    ['packages/kit/src/auth/access-tokens.test.ts', 'no change of any character leaves a token valid'],
    ['packages/kit/src/auth/api-key-text.test.ts', 'a key with any character changed'],
    [
      'apps/yoga/src/weaknesses/sign-in.test.ts',
      'W3 five wrong passwords',
      'W7 a refresh token that was used',
      'W8 ',
    ],
  ],
  'API3 broken object property level authorization': [
    [
      'apps/yoga/src/adversary/forged-requests.test.ts',
      'fields that nobody offered change nothing',
      'no answer has a place',
    ],
  ],
  'API4 unrestricted resource consumption': [
    ['apps/yoga/src/adversary/forged-requests.test.ts', 'bodies that are too long, too deep'],
    ['apps/yoga/src/weaknesses/sign-in.test.ts', 'W9 a limit holds'],
    ['apps/yoga/src/weaknesses/data.test.ts', 'W23 lists need no more statements'],
    ['apps/yoga/src/weaknesses/input.test.ts', 'W20 an upload is what its bytes are'],
    ['packages/kit/src/http/client-errors.test.ts', 'so is one that does not arrive in time'],
  ],
  'API5 broken function level authorization': [
    [
      'apps/yoga/src/access-matrix.test.ts',
      'every route lets in whom its permission names',
      'every route lets in an API key',
    ],
    ['apps/yoga/src/adversary/forged-requests.test.ts', 'no spelling of a path'],
    [
      'apps/yoga/src/api-keys/api-keys.test.ts',
      'cannot make, see, rotate or revoke keys',
      'loses a permission together',
    ],
  ],
  'API6 unrestricted access to sensitive business flows': [
    [
      'apps/yoga/src/weaknesses/sign-in.test.ts',
      'W19 asking for mail tells nobody who has an account, and is limited',
    ],
    ['apps/yoga/src/weaknesses/data.test.ts', 'W17 a person has one open session'],
    [
      'packages/kit/src/idempotency/kept-answers.test.ts',
      'is answered as the first time when it is repeated',
    ],
  ],
  'API7 server side request forgery': [
    ['apps/yoga/src/adversary/forged-requests.test.ts', 'an address in the data of a caller is never asked'],
  ],
  'API8 security misconfiguration': [
    [
      'apps/yoga/src/adversary/forged-requests.test.ts',
      'every answer, whatever it says',
      'bytes that two servers could read',
    ],
    ['apps/yoga/src/access-matrix.test.ts', 'the session cookie counts for reading'],
    ['apps/yoga/src/hostile-input.test.ts'],
    ['packages/kit/src/testing/hostile-suite.ts', 'whatever a '],
    ['apps/yoga/e2e/start.faults.ts', 'production'],
  ],
  'API9 improper inventory management': [
    ['apps/yoga/src/api-document.faults.ts'],
    [
      'packages/kit/src/testing/document-suite.ts',
      'the server answers the documented paths and no others',
      'a method that the document does not list',
    ],
  ],
  'API10 unsafe consumption of APIs': [
    [
      'packages/kit/src/mail/create-mailer.test.ts',
      'a server that does not answer, or never comes to an end',
      'a server whose certificate nobody vouches for',
    ],
    ['apps/yoga/src/service/error-reports.test.ts', 'an error that nobody foresaw is reported'],
  ],
}

const ROOT = new URL('../../../../', import.meta.url)

test('each of the ten has tests, and these are there', async () => {
  assert.equal(Object.keys(topTen).length, 10)
  const missing: string[] = []
  for (const [risk, proofs] of Object.entries(topTen)) {
    for (const [file, ...names] of proofs) {
      const text = await readFile(new URL(file, ROOT), 'utf8')
      const titles = [...text.matchAll(/\b(?:test|describe)\(\s*(['"`])(.*?)\1/gs)].map(
        ([, , title]) => title!,
      )
      for (const name of names)
        if (!titles.some((title) => title.includes(name))) missing.push(`${risk}: ${file} "${name}"`)
    }
  }
  assert.deepEqual(missing, [])
})
