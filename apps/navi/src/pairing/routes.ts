import { handle } from '../handle.ts'
import * as contract from './contract.ts'
import { createCode } from './create-code.ts'
import { toSeconds } from './frames.ts'
import { join } from './join.ts'
import { currentPairing, unpair } from './pairing.ts'

export const pairingRoutes = [
  handle(contract.createCode, async ({ deps, actor }) => {
    const { code, expiresAt } = await createCode(deps, actor.userId)
    return { pairingCode: code, expiresIn: contract.CODE_LIFE_S, expiresAt: expiresAt.toISOString() }
  }),
  handle(contract.join, async ({ deps, actor, body, request }) => {
    const joiner = { userId: actor.userId, address: request.address }
    const { partnerId, pairedAt } = await join(deps, joiner, body.pairingCode)
    return { message: 'Successfully paired', partnerId, pairedAt: toSeconds(pairedAt) }
  }),
  handle(contract.readPairing, async ({ deps, actor }) => {
    const pairing = await currentPairing(deps, actor.userId)
    if (!pairing) return { paired: false, partnerId: null, pairedAt: null }
    return { paired: true, partnerId: pairing.partnerId, pairedAt: toSeconds(pairing.pairedAt) }
  }),
  handle(contract.unpair, async ({ deps, actor }) => {
    await unpair(deps, actor.userId)
    return { message: 'Successfully unpaired' }
  }),
]
