import type { ExampleStates as StatesOf } from '@groundwork/kit/testing/example-states'
import type { TestApp } from './test-app.ts'

/** The states of a feature's examples: each begins with the three people, who are nobody's partners. */
export type ExampleStates = StatesOf<TestApp>
