// Generated from the API document by npm run generate; changes are lost.
import { createCaller, type ClientOptions } from '../../client.ts'
import { page } from './page.ts'
import { service } from './service.ts'
import { docs } from './docs.ts'
import { people } from './people.ts'
import { devices } from './devices.ts'
import { pairing } from './pairing.ts'
import { taps } from './taps.ts'
import { browsers } from './browsers.ts'

/** Client of Navi API 1.0.0: a method for each operation, by its id. */
export function createNaviClient(options: ClientOptions) {
  const caller = createCaller(options)
  return {
    page: page(caller),
    service: service(caller),
    docs: docs(caller),
    people: people(caller),
    devices: devices(caller),
    pairing: pairing(caller),
    taps: taps(caller),
    browsers: browsers(caller),
  }
}

export type NaviClient = ReturnType<typeof createNaviClient>
