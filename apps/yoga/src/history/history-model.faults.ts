/** The comparison that `npm test` makes with 2 000 people, with 10 000. */
process.env.HISTORIES = '10000'
await import('./history-model.test.ts')
