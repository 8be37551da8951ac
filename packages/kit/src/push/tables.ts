/** The tables of push, as statements see them. */
export interface PushTables {
  'kit.pushTokens': {
    name: string
    token: string
    mintedAt: Date
  }
}
