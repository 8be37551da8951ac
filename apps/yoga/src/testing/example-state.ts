import type { StateValues } from '@groundwork/kit/testing/example-request'
import type { TestApp } from './test-app.ts'

/**
 * The states that the examples of a feature's contract are `given`, by name. Each begins with the content the product
 * ships with and the three people, and answers the values for the `{name}` places of the example.
 */
export type ExampleStates = Readonly<Record<string, (app: TestApp) => Promise<StateValues>>>

/**
 * The states of all features.
 * @throws Error when two features call theirs the same.
 */
export function joinStates(...features: readonly ExampleStates[]): ExampleStates {
  const entries = features.flatMap(Object.entries)
  const names = new Set<string>()
  for (const [name] of entries) {
    if (names.has(name)) throw new Error(`two features have a state called "${name}"`)
    names.add(name)
  }
  return Object.fromEntries(entries)
}
