import type { StateValues } from './example-request.ts'

/**
 * The states that the examples of a feature's contract are `given`, by name. Each begins with what every test of the app begins
 * with, and answers the values for the `{name}` places of the example.
 */
export type ExampleStates<App> = Readonly<Record<string, (app: App) => Promise<StateValues>>>

/**
 * The states of all features.
 * @throws Error when two features call theirs the same; `make` when it is asked for one that nobody has.
 */
export function joinStates<App>(...features: readonly ExampleStates<App>[]): {
  make: (name: string, app: App) => Promise<StateValues>
} {
  const states = new Map<string, ExampleStates<App>[string]>()
  for (const [name, make] of features.flatMap((feature) => Object.entries(feature))) {
    if (states.has(name)) throw new Error(`two features have a state called "${name}"`)
    states.set(name, make)
  }
  return {
    make: async (name, app) => {
      const make = states.get(name)
      if (make) return make(app)
      throw new Error(`no state is called "${name}"; those of a feature stand in its example-states.ts`)
    },
  }
}
