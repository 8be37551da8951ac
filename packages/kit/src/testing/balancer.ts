import { once } from 'node:events'
import {
  Agent,
  createServer,
  request as openRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/** What stands before the processes of an installation: it asks which are ready, and passes each request to one of them, once. */
export interface Balancer {
  url: string
  /** Resolves when it takes this process for ready. */
  isReady(url: string): Promise<void>
  /** Requests passed to each process. */
  shares(): number[]
  close(): Promise<void>
}

interface Backend {
  url: URL
  ready: boolean
  agent: Agent
  share: number
}

/** Starts a balancer before these processes. It keeps connections to them, and answers 502 for a request that fails on its way. */
export async function startBalancer(
  urls: readonly string[],
  probe: { path: string; everyMs: number },
): Promise<Balancer> {
  const backends = urls.map((url): Backend => ({
    url: new URL(url),
    ready: false,
    agent: new Agent({ keepAlive: true }),
    share: 0,
  }))
  const over = new AbortController()
  const look = async (backend: Backend) => {
    const answer = await fetch(new URL(probe.path, backend.url)).catch(() => undefined)
    await answer?.arrayBuffer()
    backend.ready = answer?.ok ?? false
  }
  await Promise.all(backends.map(look))
  const looking = backends.map(async (backend) => {
    while (!over.signal.aborted) {
      await look(backend)
      await pause(probe.everyMs)
    }
  })

  let turn = 0
  const next = () => {
    for (let tried = 0; tried < backends.length; tried++) {
      const backend = backends[turn++ % backends.length]!
      if (backend.ready) return backend
    }
    return undefined
  }
  const fail = (answer: ServerResponse, reason: string) => {
    if (answer.headersSent) return answer.destroy()
    return answer.writeHead(502).end(reason)
  }
  const server = createServer((incoming, answer) => {
    const backend = next()
    if (!backend) return void fail(answer, 'no process is ready')
    backend.share++
    const { method, url: path, headers } = incoming
    const { hostname, port } = backend.url
    const outgoing = openRequest({ hostname, port, path, method, headers, agent: backend.agent })
    outgoing.on('error', (error) => fail(answer, error.message))
    outgoing.on('response', (response: IncomingMessage) => {
      const { connection: _own, 'keep-alive': _too, ...others } = response.headers
      answer.writeHead(response.statusCode!, others)
      pipeline(response, answer, () => {})
    })
    incoming.pipe(outgoing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async isReady(url) {
      const backend = backends.find((one) => one.url.href === new URL(url).href)!
      while (!backend.ready) await pause(10)
    },
    shares: () => backends.map(({ share }) => share),
    async close() {
      over.abort()
      await Promise.all(looking)
      server.closeAllConnections()
      server.close()
      for (const { agent } of backends) agent.destroy()
    },
  }
}
