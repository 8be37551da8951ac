import { testDocument } from '@groundwork/kit/testing/document-suite'
import { apiDocument } from './api-document.ts'
import { createReturn, replayExamples } from './testing/replay.ts'
import { createTestApp } from './testing/test-app.ts'

const app = await createTestApp()

await testDocument({
  app,
  replay: await replayExamples(app, await createReturn(app)),
  apiDocument,
  committedFile: new URL('../generated/openapi.json', import.meta.url),
})
