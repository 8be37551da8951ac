import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readContentFolder } from '../content/read-content.ts'
import { drawingUrl } from '../content/seed-content.ts'
import type { Person } from '../testing/people.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send } = app

type Line = Record<string, unknown>
const jsonl = { 'content-type': 'application/jsonl' }
const linesOf = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const post = (kind: string, query: string, body: unknown, as: Person, headers?: Record<string, string>) =>
  send({ method: 'POST', url: `/api/v1/admin/imports/${kind}?${query}`, as, body, headers })
const importLines = (kind: string, query: string, values: readonly unknown[]) =>
  post(kind, query, linesOf(values), 'admin', jsonl)
const exportText = async (kind: string) => {
  const { status, text } = await send({ url: `/api/v1/admin/exports/${kind}`, as: 'admin' })
  assert.equal(status, 200)
  return text
}
const exported = async (kind: string): Promise<Line[]> =>
  (await exportText(kind))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
const rows = async (text: string, ...values: unknown[]) =>
  (await app.deps.db.execute({ shape: 'test.rows', text, values })).rows
const count = async (table: string) => (await rows(`select count(*)::int from ${table}`))[0]![0]

const plank = {
  name_english: 'Plank Pose',
  category: 'arm_balances',
  difficulty_level: 'beginner',
  description: 'The top of a push-up, held.',
  instructions: ['Place the hands.'],
  image_urls: ['/images/poses/upward-plank-pose.svg'],
}
const preset = {
  name: 'Three to begin with',
  difficulty_level: 'beginner',
  duration_minutes: 3,
  focus_area: 'core',
  style: 'yin',
  steps: [1, 2, 3].map((pose_id) => ({ pose_id, duration_seconds: 60 })),
}

describe('an export', () => {
  test('has a line for every pose, with everything that is written of it', async () => {
    const { headers } = await send({ url: '/api/v1/admin/exports/poses', as: 'admin' })
    assert.match(String(headers['content-type']), /^application\/jsonl/)
    assert.equal(headers['content-disposition'], 'attachment; filename="poses.jsonl"')
    const shipped = await readContentFolder<{ name_english: string }>('poses')
    assert.deepEqual(
      await exported('poses'),
      shipped.map((pose) => ({
        ...pose,
        image_urls: [drawingUrl(pose.name_english)],
        audio_url: null,
        is_published: true,
      })),
    )
  })

  test('has a line for every preset with its steps, and none for sequences of people', async () => {
    await send({
      method: 'POST',
      url: '/api/v1/sequences/custom',
      as: 'user',
      body: { ...preset, poses: preset.steps, name: 'Nobody else sees this' },
    })
    const shipped = await readContentFolder<{ steps: object[] }>('sequences')
    assert.deepEqual(
      await exported('sequences'),
      shipped.map((preset, i) => ({
        sequence_id: i + 1,
        ...preset,
        image_url: null,
        is_published: true,
        steps: preset.steps.map((step, at) => ({ position_order: at + 1, ...step })),
      })),
    )
    assert.equal((await exportText('sequences')).includes('Nobody else'), false)
  })

  test('is read in parts while it is sent', async () => {
    await rows(
      `insert into poses (name_english, category, difficulty_level, description, instructions, image_urls)
      select 'Pose ' || n, 'seated', 'beginner', 'One of many.', array['Sit.'], array['/x.svg'] from generate_series(1, 450) n`,
    )
    const poses = await exported('poses')
    assert.equal(poses.length, 530)
    assert.equal(new Set(poses.map(({ pose_id }) => pose_id)).size, 530)
    await rows(`delete from poses where name_english like 'Pose %'`)
  })

  test('is for those who may write', async () => {
    for (const kind of ['poses', 'sequences']) {
      assert.equal((await send({ url: `/api/v1/admin/exports/${kind}` })).status, 401)
      assert.equal((await send({ url: `/api/v1/admin/exports/${kind}`, as: 'user' })).status, 403)
    }
  })
})

describe('an export that is imported', () => {
  test('changes nothing [W25]', async () => {
    const versions = await count('content_versions')
    for (const kind of ['poses', 'sequences']) {
      const text = await exportText(kind)
      for (const query of ['match=id&dry_run=false', 'match=name&dry_run=false']) {
        const { status, json } = await post(kind, query, text, 'admin', jsonl)
        assert.equal(status, 200)
        const lines = text.trim().split('\n').length
        assert.deepEqual(json, {
          dry_run: false,
          lines,
          created: 0,
          updated: 0,
          unchanged: lines,
          errors: [],
        })
      }
      assert.equal(await exportText(kind), text)
    }
    assert.equal(await count('content_versions'), versions)
  })

  test('brings back a library that was lost, under the same ids [W25]', async () => {
    const poses = await exportText('poses')
    const sequences = await exportText('sequences')
    const shown = (await send({ url: '/api/v1/sequences/25' })).json
    await rows('truncate poses, sequences restart identity cascade')
    assert.equal(await exportText('poses'), '')
    const first = await post('poses', 'match=id&dry_run=false', poses, 'admin', jsonl)
    assert.equal(first.json.created, 80)
    const second = await post('sequences', 'match=id&dry_run=false', sequences, 'admin', jsonl)
    assert.equal(second.json.created, 40)
    assert.equal(await exportText('poses'), poses)
    assert.equal(await exportText('sequences'), sequences)
    const { json } = await send({ url: '/api/v1/sequences/25' })
    assert.equal(json.total_duration_seconds, shown.total_duration_seconds)
    assert.equal(json.poses.length, shown.poses.length)
    const added = await send({ method: 'POST', url: '/api/v1/poses', as: 'admin', body: plank })
    assert.equal(added.json.pose_id, 81)
  })

  test('undoes what was changed since', async () => {
    const poses = await exportText('poses')
    const sequences = await exportText('sequences')
    await rows(`update poses set description = 'Spoilt.', props = '{}' where pose_id < 10`)
    await rows(`update sequences set name = 'Spoilt' where sequence_id < 5`)
    await rows('delete from sequence_poses where sequence_id between 4 and 8')
    const { json } = await post('poses', 'match=id&dry_run=false', poses, 'admin', jsonl)
    assert.deepEqual([json.created, json.updated, json.unchanged], [0, 9, 72])
    const { json: again } = await post('sequences', 'match=id&dry_run=false', sequences, 'admin', jsonl)
    assert.deepEqual([again.created, again.updated], [0, 8])
    assert.equal(await exportText('poses'), poses)
    assert.equal(await exportText('sequences'), sequences)
  })
})

describe('an import', () => {
  test('is a dry run unless it says otherwise', async () => {
    const before = await exportText('poses')
    for (const query of ['match=id', 'match=id&dry_run=true', 'match=id&dry_run=yes']) {
      const { status, json } = await importLines('poses', query, [
        { pose_id: 1, description: 'Another.' },
        { pose_id: 900, ...plank },
        { pose_id: 2 },
      ])
      assert.equal(status, 200)
      assert.deepEqual(json, { dry_run: true, lines: 3, created: 1, updated: 1, unchanged: 1, errors: [] })
    }
    assert.equal(await exportText('poses'), before)
  })

  test('by id changes what has the id and creates what has not, under it', async () => {
    const { json } = await importLines('poses', 'match=id&dry_run=false', [
      { pose_id: 3, props: ['wall', 'strap'] },
      { pose_id: '1500', ...plank, name_english: 'Side Plank on a Forearm' },
    ])
    assert.deepEqual([json.created, json.updated], [1, 1])
    const [changed, created] = (await exported('poses')).filter(
      ({ pose_id }) => pose_id === 3 || pose_id === 1500,
    )
    assert.deepEqual(changed!['props'], ['wall', 'strap'])
    assert.equal(changed!['name_english'], 'Downward Facing Dog')
    assert.equal(created!['name_english'], 'Side Plank on a Forearm')
    const next = await send({ method: 'POST', url: '/api/v1/poses', as: 'admin', body: plank })
    assert.equal(next.json.pose_id, 1501)
  })

  test('by name changes what has the name and creates what has not, whatever the ids', async () => {
    const { json } = await importLines('sequences', 'match=name&dry_run=false', [
      { name: 'Quiet Minutes', sequence_id: 9999, theme: 'evening' },
      { ...preset, sequence_id: 1 },
    ])
    assert.deepEqual([json.created, json.updated], [1, 1])
    const presets = await exported('sequences')
    assert.equal(presets.find(({ name }) => name === 'Quiet Minutes')!['theme'], 'evening')
    const created = presets.find(({ name }) => name === preset.name)!
    assert.ok((created['sequence_id'] as number) > 40)
    assert.deepEqual(
      (created['steps'] as Line[]).map(({ position_order, pose_id }) => [position_order, pose_id]),
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    )
    assert.equal(presets.find(({ sequence_id }) => sequence_id === 1)!['name'], 'First Light Stretch')
  })

  test('takes a JSON list as well as lines, and blank lines for nothing', async () => {
    const list = await post('poses', 'match=id', [{ pose_id: 1 }, { pose_id: 2, props: [''] }], 'admin')
    assert.equal(list.json.lines, 2)
    assert.equal(list.json.errors[0].line, 2)
    const asText = await post('poses', 'match=id', ` [{"pose_id": 1}]`, 'admin', jsonl)
    assert.equal(asText.json.unchanged, 1)
    const text = `\n${JSON.stringify({ pose_id: 1 })}\r\n\n  \n${JSON.stringify({ pose_id: 'x' })}`
    const lines = await post('poses', 'match=id', text, 'admin', jsonl)
    assert.equal(lines.json.lines, 2)
    assert.equal(lines.json.errors[0].line, 5)
    assert.equal((await post('poses', 'match=id', '', 'admin', jsonl)).json.lines, 0)
  })

  test('says what is wrong, with line and field', async () => {
    const wrong: [value: unknown, field: string, code: string][] = [
      [{ pose_id: 1, description: '' }, 'description', 'too_small'],
      [{ pose_id: 2, instructions: ['fine', ' '] }, 'instructions.1', 'too_small'],
      [{ pose_id: 3, desciption: 'misspelt' }, '', 'unrecognized_keys'],
      [{ pose_id: 4, category: 'hopping' }, 'category', 'invalid_value'],
      [{ description: 'of what?' }, 'pose_id', 'missing'],
      ['no object', '', 'invalid_type'],
      [null, '', 'invalid_type'],
      [{ pose_id: 5 }, '', ''],
      [{ pose_id: 5 }, 'pose_id', 'duplicate'],
      [{ pose_id: 0 }, 'pose_id', 'too_small'],
    ]
    const { status, json } = await importLines(
      'poses',
      'match=id',
      wrong.map(([value]) => value),
    )
    assert.equal(status, 200)
    const expected = wrong.flatMap(([, field, code], i) =>
      code === '' ? [] : [{ line: i + 1, field, code }],
    )
    assert.deepEqual(
      json.errors.map(({ detail: _text, ...error }: Line) => error),
      expected,
    )
    assert.equal(
      json.errors.find(({ code }: Line) => code === 'duplicate').detail,
      'is that of line 8 already',
    )
    const newer = await importLines('poses', 'match=id', [{ pose_id: 700, name_english: 'Half a pose' }])
    assert.deepEqual(
      newer.json.errors.map(({ field, code }: Line) => [field, code]),
      [
        ['category', 'invalid_value'],
        ['difficulty_level', 'invalid_value'],
        ['description', 'missing'],
        ['instructions', 'missing'],
        ['image_urls', 'missing'],
      ],
    )
  })

  test('says which poses a sequence cannot find, and which sequences are no presets', async () => {
    const [own] = await rows(
      `insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, created_by)
      values ('Own', 'beginner', 3, 'core', 'yin', $1) returning sequence_id`,
      app.ids.user,
    )
    const { json } = await importLines('sequences', 'match=id', [
      { ...preset, sequence_id: 700, steps: [...preset.steps, { pose_id: 7777, duration_seconds: 60 }] },
      { sequence_id: own![0], name: 'Mine now' },
      { sequence_id: 2, steps: preset.steps.slice(1) },
      {
        sequence_id: 3,
        steps: preset.steps.map((step, i) => (i === 1 ? { ...step, position_order: 4 } : step)),
      },
    ])
    assert.deepEqual(
      json.errors.map(({ line, field, code }: Line) => [line, field, code]),
      [
        [1, 'steps.3.pose_id', 'not_found'],
        [2, 'sequence_id', 'not_a_preset'],
        [3, 'steps', 'too_small'],
        [4, 'steps.1.position_order', 'custom'],
      ],
    )
  })

  test('by name says when several have it', async () => {
    await importLines('poses', 'match=id&dry_run=false', [
      { pose_id: 1600, ...plank, name_english: 'Twin' },
      { pose_id: 1601, ...plank, name_english: 'Twin' },
    ])
    const { json } = await importLines('poses', 'match=name', [{ name_english: 'Twin', props: ['mat'] }])
    assert.deepEqual(json.errors, [
      { line: 1, field: 'name_english', code: 'ambiguous', detail: 'is that of 2; match by id instead' },
    ])
  })

  test('five times at once creates what is new once', async () => {
    const line = { pose_id: 1700, ...plank, name_english: 'Raced for' }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => importLines('poses', 'match=id&dry_run=false', [line])),
    )
    assert.deepEqual(
      answers.map(({ json }) => [json.created, json.unchanged]).toSorted((a, b) => b[0]! - a[0]!),
      [[1, 0], ...Array.from({ length: 4 }, () => [0, 1])],
    )
  })

  test('does not wait for ever for those who remove poses or change sequences at the same time', async () => {
    const sequences = await exported('sequences')
    const ids = (await exported('poses')).slice(-6).map(({ pose_id }) => pose_id as number)
    const steps = ids.map((pose_id, i) => ({ pose_id, position_order: i + 1, duration_seconds: 60 }))
    const put = (id: unknown, body: object) =>
      send({ method: 'PUT', url: `/api/v1/admin/sequences/${id}`, as: 'admin', body })
    const answers = await Promise.all([
      ...ids.map((id) => send({ method: 'DELETE', url: `/api/v1/poses/${id}`, as: 'admin' })),
      ...sequences.slice(0, 6).map(({ sequence_id: id }) => put(id, { poses: steps })),
      ...sequences.slice(0, 6).map(({ sequence_id: id }) => put(id, { theme: 'raced for' })),
      importLines('sequences', 'match=id&dry_run=false', sequences.slice(0, 6)),
      importLines('poses', 'match=id&dry_run=false', [
        { pose_id: ids[0], props: ['mat'] },
        { pose_id: 1, props: [] },
      ]),
    ])
    for (const { status, text } of answers)
      assert.ok([200, 204, 404, 422].includes(status), `${status} ${text}`)
  })

  test('with an error changes nothing at all, and answers it in the product’s envelope', async () => {
    const before = await exportText('poses')
    const { status, json } = await importLines('poses', 'match=id&dry_run=false', [
      { pose_id: 1, description: 'Would be fine.' },
      { pose_id: 2, default_duration_seconds: 5 },
    ])
    assert.equal(status, 422)
    assert.deepEqual(json.errors[0].loc, ['body', 2, 'default_duration_seconds'])
    assert.equal(typeof json.detail, 'string')
    assert.equal(await exportText('poses'), before)
  })

  test('keeps a version of everything it changed, and of nothing else', async () => {
    const before = (await count('content_versions')) as number
    await importLines('poses', 'match=id&dry_run=false', [
      { pose_id: 10, props: ['wall'] },
      { pose_id: 11 },
      { pose_id: 12, props: ['block'] },
    ])
    assert.equal(await count('content_versions'), before + 2)
    const { json } = await send({ url: '/api/v1/admin/content-history?kind=pose&id=12', as: 'admin' })
    const { action, changed_by, changed_fields } = json.versions[0]
    assert.deepEqual([action, changed_by.name, changed_fields], ['import', 'admin', ['props']])
  })

  test('takes 1000 lines and 5 MB, and no more', async () => {
    const poses = (amount: number) =>
      Array.from({ length: amount }, (_, i) => ({ ...plank, name_english: `Bulk ${i}` }))
    const { json } = await importLines('poses', 'match=name&dry_run=false', poses(1000))
    assert.deepEqual([json.created, json.errors], [1000, []])
    const tooMany = await importLines('poses', 'match=name', poses(1001))
    assert.deepEqual(
      tooMany.json.errors.map(({ line, code }: Line) => [line, code]),
      [[1001, 'too_many']],
    )
    const large = 'x'.repeat(5_000_001)
    assert.equal((await post('poses', 'match=id', large, 'admin', jsonl)).status, 413)
    assert.equal((await post('poses', 'match=id', [large], 'admin')).status, 413)
    const asText = await post('poses', 'match=id', `"${'x'.repeat(4_000_000)}"`, 'admin', jsonl)
    assert.equal(asText.json.errors.length, 1)
  })

  test('refuses a body that is no text, and requests that do not say what to match', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
    const malformed = await post('poses', 'match=id', bytes, 'admin', jsonl)
    assert.deepEqual([malformed.status, malformed.json.code], [422, 'request.invalid'])
    const notJson = await post('poses', 'match=id', '{"pose_id": 1', 'admin', jsonl)
    assert.deepEqual(notJson.json.errors[0].code, 'malformed')
    assert.equal((await post('poses', '', '', 'admin', jsonl)).status, 422)
    assert.equal((await post('poses', 'match=title', '', 'admin', jsonl)).status, 422)
    assert.equal((await post('poses', 'match=id&dry_run=perhaps', '', 'admin', jsonl)).status, 422)
    const csv = { 'content-type': 'text/csv' }
    assert.equal((await post('poses', 'match=id', 'a,b', 'admin', csv)).status, 415)
  })

  test('is for those who may write', async () => {
    for (const kind of ['poses', 'sequences']) {
      assert.equal((await post(kind, 'match=id', [], 'guest')).status, 401)
      assert.equal((await post(kind, 'match=id', [], 'user')).status, 403)
    }
  })
})
