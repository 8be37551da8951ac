import { vibrationOf } from './rhythm.js'

/**
 * Keeps the page, so that it opens without the network. The server fills in which files there are and their version: with another
 * version this is another worker, which fetches all of them anew. Shows taps that are pushed while no window is open.
 */
const VERSION = '{version}'
/** @type {string[]} */
const FILES = JSON.parse('{files}')
const PAGE = '/'
/** A network that takes longer than this to bring the page is as good as none. */
const PATIENCE_MS = 3_000

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self))
const cacheName = `navi-${VERSION}`

worker.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(cacheName)
    await cache.addAll([PAGE, ...FILES])
    await worker.skipWaiting()
  }
  event.waitUntil(keep())
})

worker.addEventListener('activate', (event) => {
  const tidy = async () => {
    for (const name of await caches.keys())
      if (name.startsWith('navi-') && name !== cacheName) await caches.delete(name)
    await worker.clients.claim()
  }
  event.waitUntil(tidy())
})

worker.addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== 'GET' || origin !== location.origin) return
  if (mode === 'navigate' && pathname === PAGE) event.respondWith(newestPage(event.request))
  else if (FILES.includes(pathname)) event.respondWith(keptFile(event.request))
})

/** The page from the server, or the kept one when that does not answer. @param {Request} request */
async function newestPage(request) {
  try {
    const response = navigator.onLine && (await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) }))
    if (response && response.ok) return response
  } catch {
    // As good as without the network.
  }
  return (await caches.match(PAGE)) ?? fetch(request)
}

/** A file never changes under its address. @param {Request} request */
async function keptFile(request) {
  return (await caches.match(request)) ?? fetch(request)
}

worker.addEventListener('push', (event) => {
  const { alert, thread, data } = event.data?.json() ?? {}
  if (!alert) return
  const { title, body } = alert
  const icon = '/page/current/icon-192.png'
  // A later tap takes the place of the one before, and is felt too.
  const shown = { body, icon, tag: thread, renotify: true, vibrate: vibrationOf(data) }
  event.waitUntil(worker.registration.showNotification(title, shown))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const look = async () => {
    const [open] = await worker.clients.matchAll({ type: 'window' })
    await (open ? open.focus() : worker.clients.openWindow(PAGE))
  }
  event.waitUntil(look())
})
