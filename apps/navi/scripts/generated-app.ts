import { apiDocument, documentedFormat } from '../src/api-document.ts'
import { errors, mounts } from '../src/app.ts'
import { liveDocument } from '../src/frames.ts'
import { variables } from '../src/config.ts'
import { limits } from '../src/limits.ts'
import { replayExamples } from '../src/testing/replay.ts'
import { openTestApp } from '../src/testing/test-app.ts'

/** Navi, for what generates files from it. */
export const generatedNavi = {
  folder: 'navi',
  title: 'Navi',
  variables,
  mounts,
  errors,
  errorFormat: documentedFormat,
  limits,
  apiDocument,
  liveDocument,
  open: () => openTestApp({ database: { engine: 'embedded' } }),
  replay: replayExamples,
}
