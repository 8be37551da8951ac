import { fail } from '@groundwork/kit/http/errors'
import { handle } from '../handle.ts'
import { getPage, getPageFile, getServiceWorker } from './contract.ts'
import { CURRENT, readPage, type Page } from './read-page.ts'

/** Everything from this server, nothing inline. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
/** The worker asks for parts of the page and nothing else; the icon of a notification is one. */
const WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'"

const FOR_EVER = 'public, max-age=31536000, immutable'

let page: Page | undefined
const current = () => (page ??= readPage())

export const pageRoutes = [
  handle(getPage, ({ answer }) => {
    answer.header('content-security-policy', PAGE_POLICY)
    return current().html
  }),
  handle(getServiceWorker, ({ answer }) => {
    answer.header('content-security-policy', WORKER_POLICY)
    return current().worker
  }),
  handle(getPageFile, ({ params, answer }) => {
    const { version, files } = current()
    const file = files.get(params.file)
    const isCurrent = params.version === version
    if (!file || !(isCurrent || params.version === CURRENT)) throw fail('route.not_found')
    if (isCurrent) answer.header('cache-control', FOR_EVER)
    answer.header('content-type', file.contentType)
    return file.bytes
  }),
]
