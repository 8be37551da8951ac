import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import sharp, { type Create } from 'sharp'
import { formOf, type FormFile } from '@groundwork/kit/testing/form'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, server } = app
const folderOf = ({ deps }: typeof app) => path.resolve(deps.config.DATA_DIR, 'uploads', 'images')
const uploadFolder = folderOf(app)

const upload = (file: FormFile, as: 'guest' | 'user' | 'other' | 'admin' = 'admin') =>
  send({ method: 'POST', url: '/api/v1/upload/image', as, ...formOf(file) })
const read = async (url: string) => (await server.inject({ url })).rawPayload
const stored = () => (existsSync(uploadFolder) ? readdirSync(uploadFolder) : [])

const picture = (width: number, height: number, background: Create['background'] = '#3366cc') =>
  sharp({ create: { width, height, channels: 4, background } })
const jpeg = (width = 60, height = 40) => picture(width, height).jpeg().toBuffer()

describe('uploading an image', () => {
  test('answers where it is, and serves it there and below the API with its type [W20]', async () => {
    const { status, json } = await upload({ bytes: await jpeg() })
    assert.equal(status, 201)
    const { url, filename, size, ...rest } = json
    assert.match(filename, /^[0-9a-f-]{36}\.jpg$/)
    assert.equal(url, `/uploads/images/${filename}`)
    assert.deepEqual(rest, { width: 60, height: 40, format: 'JPEG' })
    for (const address of [url, `/api/v1/upload/images/${filename}`]) {
      const { status: found, headers } = await send({ url: address })
      assert.equal(found, 200)
      assert.equal(headers['content-type'], 'image/jpeg')
      assert.equal(headers['content-length'], String(size))
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
      assert.equal((await read(address)).length, size)
      const head = await send({ method: 'HEAD', url: address })
      assert.deepEqual([head.status, head.headers['content-length'], head.text], [200, String(size), ''])
    }
  })

  for (const [format, type, extension] of [
    ['PNG', 'image/png', 'png'],
    ['WEBP', 'image/webp', 'webp'],
    ['JPEG', 'image/jpeg', 'jpg'],
  ] as const) {
    test(`keeps ${format} by its bytes, whatever its name and type say [W20]`, async () => {
      const bytes = await picture(10, 10)
        .toFormat(type === 'image/jpeg' ? 'jpeg' : extension)
        .toBuffer()
      const { status, json } = await upload({ bytes, name: '../../etc/passwd.gif', type: 'text/html' })
      assert.equal(status, 201)
      assert.equal(json.format, format)
      assert.ok(json.filename.endsWith(`.${extension}`))
      assert.equal((await send({ url: json.url })).headers['content-type'], type)
      assert.equal((await sharp(await read(json.url)).metadata()).format, format.toLowerCase())
    })
  }

  test('scales the longest side down to 2000 pixels, and never up', async () => {
    const wide = (await upload({ bytes: await jpeg(3000, 1500) })).json
    assert.deepEqual([wide.width, wide.height], [2000, 1000])
    const tall = (await upload({ bytes: await jpeg(100, 2500) })).json
    assert.deepEqual([tall.width, tall.height], [80, 2000])
    const { width, height } = await sharp(await read(wide.url)).metadata()
    assert.deepEqual([width, height], [2000, 1000])
  })

  test('puts transparent pixels on white', async () => {
    const bytes = await picture(4, 4, { r: 0, g: 0, b: 0, alpha: 0 }).png().toBuffer()
    const { json } = await upload({ bytes })
    const { data, info } = await sharp(await read(json.url))
      .raw()
      .toBuffer({ resolveWithObject: true })
    assert.equal(info.channels, 3)
    assert.ok(data.every((value) => value === 255))
  })

  test('turns it upright and drops everything that is not pixels', async () => {
    const bytes = await picture(60, 40)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'a name', Make: 'a camera' }, IFD3: { GPSLatitude: '52/1 31/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    assert.ok((await sharp(bytes).metadata()).exif)
    const { json } = await upload({ bytes })
    assert.deepEqual([json.width, json.height], [40, 60])
    const file = await read(json.url)
    const { exif, icc, xmp, orientation } = await sharp(file).metadata()
    assert.deepEqual([exif, icc, xmp, orientation], [undefined, undefined, undefined, undefined])
    assert.equal(file.includes('a camera'), false)
  })

  test('keeps none of the bytes behind the picture', async () => {
    const bytes = Buffer.concat([await jpeg(), Buffer.from('<script>alert(1)</script>')])
    const { json } = await upload({ bytes })
    assert.equal((await read(json.url)).includes('<script>'), false)
  })

  test('takes the field `file` of a form that holds more', async () => {
    const form = formOf({ field: 'other', bytes: 'text' }, { bytes: await jpeg() }, { bytes: 'a second one' })
    const { status } = await send({ method: 'POST', url: '/api/v1/upload/image', as: 'admin', ...form })
    assert.equal(status, 201)
  })

  test('takes a file of exactly 10 MiB', async () => {
    const bytes = Buffer.concat([await jpeg(), Buffer.alloc(10 * 1024 * 1024)]).subarray(0, 10 * 1024 * 1024)
    assert.equal((await upload({ bytes })).status, 201)
  })

  test('is for those who may write uploads', async () => {
    const bytes = await jpeg()
    assert.equal((await upload({ bytes }, 'guest')).status, 401)
    assert.equal((await upload({ bytes }, 'user')).status, 403)
  })
})

describe('an upload that is refused', () => {
  const refusals: [name: string, bytes: () => Promise<Buffer> | Buffer, code: string, status: number][] = [
    ['text named like a picture', () => Buffer.from('not a picture'), 'upload.not_an_image', 400],
    ['an empty file', () => Buffer.alloc(0), 'upload.not_an_image', 400],
    ['a GIF', () => picture(4, 4).gif().toBuffer(), 'upload.not_an_image', 400],
    [
      'a drawing, which may hold scripts',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      'upload.not_an_image',
      400,
    ],
    ['a picture cut short', async () => (await jpeg(500, 500)).subarray(0, 900), 'upload.not_an_image', 400],
    [
      'the first bytes of a picture',
      () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(500, 7)]),
      'upload.not_an_image',
      400,
    ],
    [
      'a small file of many pixels',
      () => picture(9000, 9000).png({ compressionLevel: 9 }).toBuffer(),
      'upload.too_many_pixels',
      400,
    ],
    ['a file above 10 MiB', () => Buffer.alloc(10 * 1024 * 1024 + 1, 1), 'upload.too_large', 400],
  ]
  for (const [name, bytesOf, code, status] of refusals) {
    test(`is ${name}, and leaves nothing behind`, async () => {
      const before = stored()
      const answer = await upload({ bytes: await bytesOf() })
      assert.equal(answer.json.code, code)
      assert.equal(answer.status, status)
      assert.deepEqual(stored(), before)
    })
  }

  test('is a form without the field, without files or without an end', async () => {
    const post = (body: Buffer | undefined, headers: Record<string, string>) =>
      send({ method: 'POST', url: '/api/v1/upload/image', as: 'admin', body, headers })
    const elsewhere = formOf({ field: 'image', bytes: await jpeg() })
    assert.equal((await post(elsewhere.body, elsewhere.headers)).json.code, 'upload.no_file')
    const empty = formOf()
    assert.equal((await post(empty.body, empty.headers)).status, 422)
    assert.equal((await post(undefined, {})).json.code, 'upload.no_file')
    const { body, headers } = formOf({ bytes: await jpeg() })
    assert.equal((await post(body.subarray(0, -20), headers)).json.code, 'upload.malformed')
    const noBoundary = { 'content-type': 'multipart/form-data' }
    assert.equal((await post(body, noBoundary)).json.code, 'upload.malformed')
  })

  test('is anything but a form, which no other address reads either', async () => {
    const as = 'admin'
    const url = '/api/v1/upload/image'
    assert.equal((await send({ method: 'POST', url, as, body: { file: 'x' } })).status, 415)
    const form = formOf({ bytes: 'x' })
    assert.equal((await send({ method: 'POST', url: '/api/v1/sessions/start', as, ...form })).status, 415)
  })

  test('ends with the connection of whoever sends it', async () => {
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    const before = stored()
    const { body, headers } = formOf({ bytes: await jpeg(500, 500) })
    const received = once(server.server, 'request') as Promise<[IncomingMessage]>
    const socket = connect(port, '127.0.0.1')
    socket.write(
      `POST /api/v1/upload/image HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${await app.tokenOf('admin')}\r\n` +
        `Content-Type: ${headers['content-type']}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    socket.write(body.subarray(0, 500))
    const [request] = await received
    const closed = new Promise((resolve) => request.on('close', resolve))
    socket.destroy()
    await closed
    assert.deepEqual(stored(), before)
    assert.equal((await upload({ bytes: await jpeg() })).status, 201)
  })
})

describe('reading and deleting uploaded images', () => {
  test('a deleted image is gone, for those who may delete it', async () => {
    const { url, filename } = (await upload({ bytes: await jpeg() })).json
    const remove = (as: 'guest' | 'user' | 'admin') =>
      send({ method: 'DELETE', url: `/api/v1/upload/images/${filename}`, as })
    assert.equal((await remove('guest')).status, 401)
    assert.equal((await remove('user')).status, 403)
    assert.equal((await send({ url })).status, 200)
    assert.equal((await remove('admin')).status, 204)
    assert.equal((await send({ url })).status, 404)
    assert.equal((await remove('admin')).json.code, 'image.not_found')
  })

  test('no name leads out of the folder', async () => {
    mkdirSync(uploadFolder, { recursive: true })
    writeFileSync(path.join(uploadFolder, 'secret.txt'), 'secret')
    const names = [
      'secret.txt',
      '..%2Fsecret.txt',
      '..%2F..%2F..%2Fetc%2Fpasswd',
      '%2Fetc%2Fpasswd',
      '.',
      '..',
      '00000000-0000-0000-0000-000000000000.jpg',
      '00000000-0000-0000-0000-000000000000.jpg%2F..%2Fsecret.txt',
    ]
    // No text of the database can hold it.
    assert.equal((await send({ url: '/uploads/images/a%00.jpg' })).status, 422)
    for (const name of names) {
      for (const prefix of ['/uploads/images/', '/api/v1/upload/images/']) {
        const { status, text } = await send({ url: `${prefix}${name}` })
        assert.equal(status, 404, name)
        assert.equal(text.includes('secret"'), false)
      }
      const gone = await send({ method: 'DELETE', url: `/api/v1/upload/images/${name}`, as: 'admin' })
      assert.equal(gone.status, 404, name)
    }
    assert.ok(stored().includes('secret.txt'))
  })
})

test('what a process that ended while writing left there goes with the next upload of another', async () => {
  const other = await createTestApp()
  const folder = folderOf(other)
  mkdirSync(folder, { recursive: true })
  const left = path.join(folder, 'x.jpg.partial')
  const justBegun = path.join(folder, 'y.jpg.partial')
  for (const file of [left, justBegun]) writeFileSync(file, 'half')
  const longAgo = new Date(Date.now() - 2 * 3_600_000)
  utimesSync(left, longAgo, longAgo)
  const form = formOf({ bytes: await jpeg() })
  assert.equal(
    (await other.send({ method: 'POST', url: '/api/v1/upload/image', as: 'admin', ...form })).status,
    201,
  )
  assert.equal(existsSync(left), false)
  assert.equal(existsSync(justBegun), true)
})
