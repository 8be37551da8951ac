import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ConfigError,
  describeConfig,
  problemsOf as problemsTold,
  readConfig,
  type Variables,
} from './read-config.ts'
import { flag, integer, list, oneOf, port, redacted, secret, text, url } from './variables.ts'

const variables = {
  PORT: port({ doc: 'Where to listen.', default: 4001 }),
  DATABASE_URL: redacted(url(['postgres', 'postgresql'], { doc: 'The database.', default: undefined })),
  SESSION_SECRET: secret(text({ doc: 'Signs sessions.', default: 'only-for-development' })),
  LOG_LEVEL: oneOf(['info', 'warn'], { doc: 'What is logged.', default: 'info' }),
  CORS_ORIGINS: list('origins', (item) => new URL(item).origin, { doc: 'Who may call.', default: [] }),
  TRACES: flag({ doc: 'Sends traces.', default: false }),
  POOL_SIZE: integer({ doc: 'Connections.', default: 10, min: 1, max: 100 }),
}

const development = { production: false }

function problemsOf(
  env: Record<string, string>,
  options = {},
  declared: Variables = variables,
): readonly string[] {
  try {
    readConfig(declared, env, { ...development, ...options })
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    for (const problem of error.problems) assert.ok(error.message.includes(`\n  - ${problem}`))
    return error.problems
  }
  return []
}

test('absent and empty variables take their defaults', () => {
  const config = readConfig(variables, { PORT: '', HOME: '/root' }, development)
  assert.deepEqual(config, {
    PORT: 4001,
    DATABASE_URL: undefined,
    SESSION_SECRET: 'only-for-development',
    LOG_LEVEL: 'info',
    CORS_ORIGINS: [],
    TRACES: false,
    POOL_SIZE: 10,
  })
})

test('values are read as their kind', () => {
  const env = {
    PORT: '0',
    DATABASE_URL: 'postgresql://user@host/name',
    SESSION_SECRET: 'x',
    LOG_LEVEL: 'warn',
    CORS_ORIGINS: ' https://a.example/path, ,http://b.example:80',
    TRACES: 'true',
    POOL_SIZE: '100',
  }
  assert.deepEqual(readConfig(variables, env, development), {
    PORT: 0,
    DATABASE_URL: 'postgresql://user@host/name',
    SESSION_SECRET: 'x',
    LOG_LEVEL: 'warn',
    CORS_ORIGINS: ['https://a.example', 'http://b.example'],
    TRACES: true,
    POOL_SIZE: 100,
  })
})

for (const [name, value, expects] of [
  ['PORT', '65536', 'a whole number from 0 to 65535'],
  ['PORT', '-1', 'a whole number from 0 to 65535'],
  ['PORT', '80.5', 'a whole number from 0 to 65535'],
  ['PORT', '1e3', 'a whole number from 0 to 65535'],
  ['POOL_SIZE', '0', 'a whole number from 1 to 100'],
  ['TRACES', 'yes', '`true` or `false`'],
  ['LOG_LEVEL', 'INFO', 'one of `info`, `warn`'],
  ['CORS_ORIGINS', 'https://a.example,b', 'origins, separated by commas'],
] as const) {
  test(`${name}=${value} is refused with what is expected`, () => {
    assert.deepEqual(problemsOf({ [name]: value }), [`${name}: ${JSON.stringify(value)} is not ${expects}.`])
  })
}

test('a refused value that may be secret is not shown', () => {
  for (const value of ['mysql://user:hidden@host', 'hidden']) {
    const problems = problemsOf({ DATABASE_URL: value })
    assert.deepEqual(problems, [
      'DATABASE_URL: its value is not a URL starting with `postgres://` or `postgresql://`.',
    ])
  }
})

test('all problems are told at once', () => {
  assert.equal(problemsOf({ PORT: 'x', TRACES: 'x', POOL_SIZ: '5' }).length, 3)
})

test('a problem is told of the name that was given', () => {
  const given = { givenAs: { PORT: 'YOGA_PORT' } }
  assert.deepEqual(problemsOf({ PORT: 'x' }, given), [
    'YOGA_PORT: "x" is not a whole number from 0 to 65535.',
  ])
})

test('what variables say together is told beside missing and unknown ones, and once each value is right by itself', () => {
  const check = () => ['PORT and POOL_SIZE contradict one another.']
  const told = problemsOf({ POOL_SIZ: '5' }, { check, production: true })
  assert.equal(told.length, 3)
  assert.ok(told.includes(check()[0]!))
  assert.equal(problemsOf({ PORT: 'x' }, { check }).length, 1)
})

test('problems of several readers are told together, each once, and other errors are not taken for them', () => {
  const refuse = (...problems: string[]) => {
    throw new ConfigError(problems)
  }
  const readers = [() => refuse('a', 'b'), () => 'fine', () => refuse('b', 'c')]
  assert.deepEqual(problemsTold(readers), ['a', 'b', 'c'])
  const broken = () => {
    throw new TypeError('broken')
  }
  assert.throws(() => problemsTold([broken]), TypeError)
})

test('a name close to a known one is a mistake, with the likely name', () => {
  for (const mistyped of ['DATABASE_ULR', 'DATABSE_URL', 'DATABASE_URI', 'DATABASEURL']) {
    assert.deepEqual(problemsOf({ [mistyped]: 'x' }), [
      `${mistyped} is not a known name. Did you mean DATABASE_URL?`,
    ])
  }
  assert.deepEqual(problemsOf({ PORTS: '1' }), ['PORTS is not a known name. Did you mean PORT?'])
})

test('names of others are left alone, those with our prefix are not', () => {
  assert.deepEqual(problemsOf({ PATH: '/bin', EDITOR: 'vi', constructor: 'x' }), [])
  assert.deepEqual(problemsOf({ YOGA_SPEED: '1' }, { ownPrefixes: ['YOGA_'] }), [
    'YOGA_SPEED is not a known name. The nearest is LOG_LEVEL. All are listed in docs/reference/configuration.md.',
  ])
  assert.deepEqual(problemsOf({ X_Y: '1' }, { ownPrefixes: ['X_'] }, {}), [
    'X_Y is not a known name. All are listed in docs/reference/configuration.md.',
  ])
})

test('production has no default secrets', () => {
  assert.deepEqual(problemsOf({}, { production: true }), [
    'SESSION_SECRET has no default in production: set it to text. Signs sessions.',
  ])
  assert.deepEqual(problemsOf({ SESSION_SECRET: 'x' }, { production: true }), [])
})

test('a printed configuration shows no secret and nothing that is not set', () => {
  const config = readConfig(
    variables,
    { SESSION_SECRET: 'hidden', CORS_ORIGINS: 'https://a.example' },
    development,
  )
  assert.deepEqual(describeConfig(variables, config), {
    PORT: '4001',
    SESSION_SECRET: '[redacted]',
    LOG_LEVEL: 'info',
    CORS_ORIGINS: 'https://a.example',
    TRACES: 'false',
    POOL_SIZE: '10',
  })
})

test('a declaration tells its default as it would be typed, and no secret one', () => {
  const { CORS_ORIGINS, DATABASE_URL, PORT, SESSION_SECRET } = variables
  assert.deepEqual(
    [CORS_ORIGINS, DATABASE_URL, PORT, SESSION_SECRET].map(({ defaultText }) => defaultText),
    ['', undefined, '4001', undefined],
  )
})
