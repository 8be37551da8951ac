import jwt from '@fastify/jwt'
import swagger from '@fastify/swagger'
import fastify, { LogController, type FastifyRequest } from 'fastify'
import type { AddressInfo } from 'node:net'
import { logRequests, registerRateLimit, registerUsualPlugins, type Claims } from './fastify-plugins.ts'
import { announce, answerSchema, readSettings } from './settings.ts'
import {
  createReadiness,
  createTextCache,
  createYogaData,
  POSES_TTL_MS,
  type Completion,
} from './yoga-data.ts'

/** Fastify with its official plugins: JSON schemas in and out, tokens, limits, CORS, security headers, compression, one log line. */
const settings = readSettings()
const data = createYogaData(settings.databaseUrl, settings.statements)
const isReady = createReadiness(data)
const cachedText = createTextCache(POSES_TTL_MS)
process.on(
  'message',
  (question) => question === 'statements' && process.send!({ statements: data.statementsSent() }),
)

const server = fastify({ logger: true, logController: new LogController({ disableRequestLogging: true }) })
logRequests(server)
await server.register(swagger, { openapi: { info: { title: 'Yoga', version: '1' } } })
await server.register(jwt, {
  secret: settings.tokenSecret,
  verify: { allowedIss: 'yogaflow', allowedAud: 'yogaflow' },
})
await registerUsualPlugins(server, data)
await registerRateLimit(server)

const userOf = (request: FastifyRequest) => Number((request.user as Claims).sub)
const authenticate = async (request: FastifyRequest) => void (await request.jwtVerify())
const integer = { type: 'integer', minimum: 1, maximum: 2_147_483_647 }
const body = (required: string[], properties: object) => ({ type: 'object', required, properties })
const answers = (method: string, path: string, status: number) => ({
  [status]: answerSchema(settings, method, path, status),
})

server.get(
  '/health/ready',
  { config: { rateLimit: false }, schema: { response: answers('get', '/health/ready', 200) } },
  async () => ({ status: (await isReady()) ? 'pass' : 'fail' }),
)

server.get<{ Querystring: { page: number; page_size: number } }>(
  '/api/v1/poses',
  {
    schema: {
      querystring: {
        type: 'object',
        properties: {
          page: { ...integer, default: 1 },
          page_size: { ...integer, maximum: 100, default: 20 },
          search: { type: 'string', maxLength: 100 },
          category: { type: 'string' },
          difficulty: { type: 'string', enum: ['beginner', 'intermediate', 'advanced'] },
          sort: { type: 'string', enum: ['name', 'easiest', 'hardest'], default: 'name' },
        },
      },
      response: answers('get', '/api/v1/poses', 200),
    },
  },
  async ({ query }, reply) => {
    const load = async () => reply.serialize(await data.listPoses(query.page, query.page_size)) as string
    const text = await cachedText(JSON.stringify(query), load)
    return reply.type('application/json; charset=utf-8').send(text)
  },
)

server.get<{ Params: { sequence_id: number } }>(
  '/api/v1/sequences/:sequence_id',
  {
    onRequest: authenticate,
    schema: {
      params: body(['sequence_id'], { sequence_id: integer }),
      response: answers('get', '/api/v1/sequences/{sequence_id}', 200),
    },
  },
  async (request, reply) =>
    (await data.getSequence(userOf(request), request.params.sequence_id)) ?? reply.code(404).send({}),
)

server.post<{ Body: { sequence_id: number } }>(
  '/api/v1/sessions/start',
  {
    onRequest: authenticate,
    schema: {
      body: body(['sequence_id'], { sequence_id: integer }),
      response: answers('post', '/api/v1/sessions/start', 201),
    },
  },
  async (request, reply) => {
    const session = await data.startSession(userOf(request), request.body.sequence_id)
    return session ? reply.code(201).send(session) : reply.code(404).send({})
  },
)

server.post<{ Body: Completion }>(
  '/api/v1/sessions/complete',
  {
    onRequest: authenticate,
    schema: {
      body: body(['session_id', 'duration_seconds'], {
        session_id: integer,
        duration_seconds: { type: 'integer', minimum: 0, maximum: 14_400 },
        poses_completed: { type: 'integer', minimum: 0, maximum: 1000 },
        completion_status: { type: 'string', enum: ['completed', 'partial', 'abandoned'] },
      }),
      response: answers('post', '/api/v1/sessions/complete', 200),
    },
  },
  async (request, reply) =>
    (await data.completeSession(userOf(request), request.body)) ?? reply.code(404).send({}),
)

await server.listen({ port: 0, host: '127.0.0.1' })
announce((server.server.address() as AddressInfo).port)
