import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from './app-error.ts'
import { asRegistered, defineErrors, joinErrors, restateErrors } from './define-errors.ts'

const poseErrors = defineErrors({
  'pose.not_found': {
    status: 404,
    title: 'Pose not found',
    detail: ({ id }: { id: string }) => `There is no pose ${id}.`,
    advice: 'List the poses.',
  },
  'pose.busy': {
    status: 503,
    title: 'Pose busy',
    detail: 'Try again.',
    advice: 'Wait.',
    retryable: true,
  },
})

test('an error carries what is registered for its code, and the details of the occurrence', () => {
  const cause = new Error('inner')
  const fields = [{ in: 'query', path: ['id'], code: 'unknown', detail: 'not there' }] as const
  const error = poseErrors.fail('pose.not_found', { id: 'p1' }, { cause, fields, headers: { 'x-a': '1' } })
  assert.ok(error instanceof AppError)
  assert.equal(error.message, 'There is no pose p1.')
  assert.equal(error.name, 'AppError')
  assert.equal(error.cause, cause)
  const { code, status, title, retryable, headers } = error
  assert.deepEqual(
    { code, status, title, retryable, headers, fields: error.fields },
    {
      code: 'pose.not_found',
      status: 404,
      title: 'Pose not found',
      retryable: false,
      headers: { 'x-a': '1' },
      fields,
    },
  )
})

test('an error without extras has no fields, no headers and its fixed text', () => {
  const { message, retryable, fields, headers, cause } = poseErrors.fail('pose.busy')
  assert.deepEqual(
    { message, retryable, fields, headers, cause },
    { message: 'Try again.', retryable: true, fields: [], headers: {}, cause: undefined },
  )
})

for (const code of [
  'pose',
  'Pose.missing',
  'pose.not-found',
  'pose.not.found',
  'pose._x',
  'pose.',
  '1pose.x',
  'pose.x ',
]) {
  test(`the code "${code}" is refused when it is defined`, () => {
    const define = () => defineErrors({ [code]: { status: 400, title: 't', detail: 'd', advice: 'a' } })
    assert.throws(define, /must read feature\.reason in snake_case/)
  })
}

test('only error statuses can be defined', () => {
  for (const status of [200, 399, 600]) {
    const define = () => defineErrors({ 'pose.odd': { status, title: 't', detail: 'd', advice: 'a' } })
    assert.throws(define, new RegExp(`status ${status}; use 400 to 599`))
  }
})

test('sets join into one registry, the same set twice too, and one code cannot mean two things', () => {
  const other = defineErrors({ 'user.gone': { status: 410, title: 't', detail: 'd', advice: 'a' } })
  const registry = joinErrors(poseErrors, other, poseErrors)
  assert.deepEqual([...registry.keys()], ['pose.not_found', 'pose.busy', 'user.gone'])
  assert.equal(registry.get('pose.busy'), poseErrors.definitions['pose.busy'])
  const again = defineErrors({ 'user.gone': { status: 404, title: 't', detail: 'd', advice: 'a' } })
  assert.throws(() => joinErrors(other, again), /"user\.gone" is defined twice/)
})

test('a product restates codes of the kit: its registry decides on status and words, wherever the error was thrown', () => {
  const registry = joinErrors(
    restateErrors(poseErrors, { 'pose.not_found': { status: 400, detail: 'No such pose' } }),
  )
  const asked = asRegistered(registry, poseErrors.fail('pose.not_found', { id: 'p1' }))
  assert.deepEqual([asked.status, asked.message, asked.code], [400, 'No such pose', 'pose.not_found'])
  const other = new AppError('page.torn', { status: 410, title: 'Torn' }, { detail: 'It is torn' })
  assert.equal(asRegistered(registry, other), other)
  assert.throws(() => restateErrors(poseErrors, { 'pose.lost': { status: 400 } }), /pose\.lost.*not defined/)
})
