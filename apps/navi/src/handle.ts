import { handlerFor } from '@groundwork/kit/http/handler'
import type { Actor } from './actor.ts'
import type { Deps } from './deps.ts'

/** Binds a handler to an endpoint of Navi. */
export const handle = handlerFor<Deps, Actor>()
