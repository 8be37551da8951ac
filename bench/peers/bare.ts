import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { announce, readSettings } from './settings.ts'
import { createReadiness, createTextCache, createYogaData, POSES_TTL_MS } from './yoga-data.ts'

/** The floor: `node:http` and `pg`, the statements and the answers, and nothing else. It believes whoever calls. */
const { databaseUrl, statements } = readSettings()
const data = createYogaData(databaseUrl, statements)
const isReady = createReadiness(data)
const cachedText = createTextCache(POSES_TTL_MS)
process.on(
  'message',
  (question) => question === 'statements' && process.send!({ statements: data.statementsSent() }),
)

const server = createServer((request, response) => {
  answer(request, response).catch(() => send(response, 500, '{}'))
})
server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path, query] = request.url!.split('?') as [string, string | undefined]
  if (path === '/health/ready') {
    return send(response, 200, JSON.stringify({ status: (await isReady()) ? 'pass' : 'fail' }))
  }
  if (path === '/api/v1/poses') {
    const size = Number(new URLSearchParams(query).get('page_size') ?? 20)
    const load = async () => JSON.stringify(await data.listPoses(1, size))
    return send(response, 200, await cachedText(`1 ${size}`, load))
  }
  const userId = userOf(request)
  if (path.startsWith('/api/v1/sequences/')) {
    const found = await data.getSequence(userId, Number(path.slice('/api/v1/sequences/'.length)))
    return found ? send(response, 200, JSON.stringify(found)) : send(response, 404, '{}')
  }
  const body = JSON.parse(await textOf(request)) as { sequence_id: number } & Parameters<
    typeof data.completeSession
  >[1]
  const started = path === '/api/v1/sessions/start'
  const session = started
    ? await data.startSession(userId, body.sequence_id)
    : await data.completeSession(userId, body)
  if (!session) return send(response, 404, '{}')
  send(response, started ? 201 : 200, JSON.stringify(session))
}

function send(response: ServerResponse, status: number, text: string): void {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  response.writeHead(status, headers).end(text)
}

/** The subject that the token names, unverified. */
function userOf({ headers }: IncomingMessage): number {
  const payload = headers.authorization!.split('.')[1]!
  return Number((JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string }).sub)
}

function textOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => (text += part))
    request.on('end', () => resolve(text)).on('error', reject)
  })
}
