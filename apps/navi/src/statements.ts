import { statementsFor } from '@groundwork/kit/db/statements'
import type { Database } from '../generated/database.ts'

export const { many, first, change } = statementsFor<Database>()
