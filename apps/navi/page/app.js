import { keepConnected } from './connection.js'
import { announce, element, showText } from './element.js'
import { createHistory } from './history.js'
import { becomeSomeoneElse, createMemory, whoInThisWindow } from './memory.js'
import { offerNotifications } from './notifications.js'
import { createOutbox } from './outbox.js'
import { createPad } from './pad.js'
import { createPairing } from './pairing.js'
import { untilAnswered } from './pause.js'
import { becomeSomebody, watchTwins } from './person.js'
import { createServer } from './server.js'
import { explain } from './words.js'

/**
 * @import { Frame, State } from './connection.js'
 * @import { Outgoing } from './outbox.js'
 * @import { Feeling } from './rhythm.js'
 */

/** What the server has not told of a tap by then has got lost on the way: it is asked. */
const ASK_AGAIN_MS = 30_000

/** @type {Record<State, string>} */
const STATES = {
  connecting: 'Connecting…',
  live: 'Connected',
  busy: 'Server busy',
  away: 'Reconnecting…',
  offline: 'Offline',
  unknown: 'Signed out',
  crowded: 'Paused',
}

const who = whoInThisWindow()
const memory = createMemory(who)
const person = await becomeSomebody(memory, (text) => showText(element('starting-text', HTMLElement), text))
const server = createServer(person.token)
const unpair = element('unpair', HTMLButtonElement)
const dialog = element('part', HTMLDialogElement)

/** The partner's id, null without one; undefined until that is known. @type {string | null | undefined} */
let partnerId = memory.read('partner')
/** How often this page was told or has asked who the partner is. */
let told = 0
/** What the button of the notice does. @type {(() => void) | undefined} */
let answerNotice

const history = createHistory(() => connection.nowOnServerMs())
const pad = createPad({ onTap: (feeling) => void tap(feeling) })
const pairing = createPairing({
  server,
  memory,
  onPaired: () => void findPartner(),
  onConflict: () => void findPartner(),
})
const outbox = createOutbox({
  server,
  memory,
  nowOnServerMs: () => connection.nowOnServerMs(),
  onTry: (tap, status) => settle(tap.clientTapId, status),
  onTaken: ({ clientTapId }, { tapId, status }) => {
    pad.rename(localId(clientTapId), tapId)
    const taken = history.adopt(localId(clientTapId), tapId, status)
    if (taken) pad.tell(taken)
  },
  onRefused: ({ clientTapId }, error) => {
    settle(clientTapId, 'refused')
    notify(explain(error))
    if (error.code === 'NOT_PAIRED') void findPartner()
  },
})
const connection = keepConnected({ token: person.token, memory, hear, onWelcome, onState })

if (partnerId !== undefined) show(partnerId)
for (const waiting of outbox.waiting()) showOutgoing(waiting)
history.onMore(() => void history.fetch(server, person.userId, true).catch((error) => notify(explain(error))))
watchTwins(who, (hasTwin) => (element('twin', HTMLElement).hidden = !hasTwin))
element('twin-part', HTMLButtonElement).addEventListener('click', () => {
  becomeSomeoneElse()
  location.reload()
})
element('notice-action', HTMLButtonElement).addEventListener('click', () => answerNotice?.())
unpair.addEventListener('click', () => dialog.showModal())
dialog.addEventListener('close', () => dialog.returnValue === 'part' && void part())
void offerNotifications({ server, memory, notify })
setInterval(() => history.isOpen() && void fetchHistory(), ASK_AGAIN_MS)
if ('serviceWorker' in navigator)
  navigator.serviceWorker.register('/service-worker.js', { type: 'module' }).catch(() => {})

/** Taps that the server has not numbered yet come after all that it has. @param {string} clientTapId */
function localId(clientTapId) {
  return `~${clientTapId}`
}

/** The time of this device as the server would have it. @param {number} atMs */
function onServer(atMs) {
  return connection.nowOnServerMs() + atMs - Date.now()
}

/** @param {Feeling} feeling */
async function tap(feeling) {
  if (!partnerId) return
  const outgoing = outbox.add(feeling, partnerId)
  pad.tell(showOutgoing(outgoing), { isNew: true })
  await outbox.send()
}

/** @param {Outgoing} outgoing */
function showOutgoing({ clientTapId, intensity, pattern, tappedAtMs }) {
  const status = navigator.onLine ? 'sending' : 'waiting'
  const shown = {
    id: localId(clientTapId),
    isMine: true,
    intensity,
    pattern,
    atMs: onServer(tappedAtMs),
    status,
  }
  history.show(shown)
  return shown
}

/** @param {string} clientTapId @param {string} status */
function settle(clientTapId, status) {
  const known = history.settle(localId(clientTapId), status)
  if (known) pad.tell(known)
}

/** @param {Frame} frame */
function hear(frame) {
  if (frame.type === 'tap_received') {
    const { id, intensity, pattern, timestamp } = frame
    pad.receive({ intensity, pattern })
    history.show({ id, isMine: false, intensity, pattern, atMs: Date.parse(timestamp), status: 'confirmed' })
  } else if (frame.type === 'tap_state') {
    const known = history.settle(frame.id, frame.status)
    if (known) pad.tell(known)
  } else if (frame.type === 'paired' || frame.type === 'unpaired') {
    told++
    show(frame.type === 'paired' ? frame.partnerId : null)
  } else if (frame.type === 'skipped') {
    const taps = frame.types.tap_received ?? 0
    if (taps > 0) pad.tellMissed(taps)
    if (frame.count > taps) void findPartner()
    void fetchHistory()
  }
}

/** @param {boolean} isGapless */
function onWelcome(isGapless) {
  if (!isGapless || partnerId === undefined) void findPartner()
  if (!isGapless || history.isOpen()) void fetchHistory()
  void outbox.send()
}

/** @param {State} state */
function onState(state) {
  element('connection', HTMLElement).dataset.state = state
  element('connection-text', HTMLElement).textContent = STATES[state]
  if (state === 'unknown')
    notify(
      'This browser is no longer signed in, and its pairing cannot be used from here.',
      'Start anew',
      () => {
        // Another window may have begun anew already.
        if (memory.read('person')?.token === person.token) memory.forget()
        location.reload()
      },
    )
  else if (state === 'crowded')
    notify('Navi is open in too many windows.', 'Use it here', () => {
      notify(undefined)
      connection.insist()
    })
}

const fetchHistory = () => untilAnswered(() => history.fetch(server, person.userId))

async function findPartner() {
  const asked = ++told
  const status = await untilAnswered(() => server.get('/pairing/status'))
  // What a frame has told meanwhile is newer.
  if (status !== undefined && asked === told) show(status.paired ? status.partnerId : null)
}

/** Shows the view of somebody with that partner, or without one. @param {string | null} found */
function show(found) {
  const view = found === null ? 'alone' : 'together'
  const isTurn = document.body.dataset.view !== view
  if (found !== partnerId) {
    outbox.keepFor(found)
    pad.clear()
    if (partnerId !== undefined) announce(found === null ? 'You are no longer paired.' : 'You are paired.')
    if (found !== null) void fetchHistory()
  }
  partnerId = found
  memory.write('partner', found)
  if (found !== null) pairing.forgetCode()
  if (!isTurn) return
  document.body.dataset.view = view
  for (const id of ['starting', 'alone', 'together']) element(id, HTMLElement).hidden = id !== view
  unpair.hidden = found === null
  if (dialog.open) dialog.close()
  notify(undefined)
  if (found === null) pairing.show()
  else element('pad-title', HTMLElement).focus()
}

async function part() {
  try {
    await server.remove('/pairing/unpair')
    told++
    show(null)
  } catch (error) {
    notify(explain(error), 'Try again', () => void part())
  }
}

/**
 * Says what is wrong above everything else; undefined takes it away.
 * @param {string | undefined} text
 * @param {string} [action]
 * @param {() => void} [act]
 */
function notify(text, action, act) {
  const button = element('notice-action', HTMLButtonElement)
  element('notice', HTMLElement).hidden = text === undefined
  element('notice-text', HTMLElement).textContent = text ?? ''
  button.hidden = action === undefined
  button.textContent = action ?? ''
  answerNotice = act
}
