import { element } from './element.js'
import { untilAnswered } from './pause.js'
import { Refused } from './server.js'
import { explain } from './words.js'

/**
 * @import { Memory } from './memory.js'
 * @import { Server } from './server.js'
 */

const OFFER = 'Notify me when this page is closed'
const IS_ON = 'Notifications are on. Turn off'
const REFUSED = 'The browser refuses notifications. Its settings for this site allow them.'

/**
 * Offers to have taps pushed to this browser, where it can be pushed to and the server pushes to browsers.
 * @param {{ server: Server, memory: Memory, notify: (text: string) => void }} options
 */
export async function offerNotifications({ server, memory, notify }) {
  if (!('serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis)) return
  const { publicKey: applicationServerKey } = (await untilAnswered(() => server.get('/push/key'))) ?? {}
  if (!applicationServerKey) return
  const button = element('notify', HTMLButtonElement)
  const registration = await navigator.serviceWorker.ready
  const subscription = () => registration.pushManager.getSubscription()

  /** @param {PushSubscription} of */
  const tellServer = async (of) => {
    const { deviceId } = await server.put('/push/subscription', of.toJSON())
    memory.write('device', deviceId)
  }
  const show = () => {
    button.hidden = false
    button.textContent = memory.read('device') === undefined ? OFFER : IS_ON
  }
  const turnOn = async () => {
    if ((await Notification.requestPermission()) !== 'granted') return notify(REFUSED)
    await tellServer(
      await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }),
    )
  }
  const turnOff = async () => {
    await server.remove(`/auth/devices/${memory.read('device')}`).catch((error) => {
      // What the server does not know is off.
      if (!(error instanceof Refused && error.status === 404)) throw error
    })
    memory.write('device', undefined)
    await (await subscription())?.unsubscribe()
  }
  const clear = async () => {
    if (document.visibilityState === 'hidden') return
    for (const shown of await registration.getNotifications()) shown.close()
  }

  button.addEventListener('click', async () => {
    button.disabled = true
    try {
      await (memory.read('device') === undefined ? turnOn() : turnOff())
    } catch (error) {
      notify(error instanceof DOMException ? REFUSED : explain(error))
    }
    button.disabled = false
    show()
  })
  document.addEventListener('visibilitychange', () => void clear())
  void clear()
  if (memory.read('device') !== undefined) {
    // Browsers change their subscription now and then, or drop it.
    const known = Notification.permission === 'granted' ? await subscription() : null
    if (known) await untilAnswered(() => tellServer(known))
    else memory.write('device', undefined)
  }
  show()
}
