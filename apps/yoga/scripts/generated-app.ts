import { apiDocument } from '../src/api-document.ts'
import { errors, mounts } from '../src/app.ts'
import { variables } from '../src/config.ts'
import { errorFormat } from '../src/error-format.ts'
import { limits } from '../src/limits.ts'
import { replayExamples } from '../src/testing/replay.ts'
import { openTestApp } from '../src/testing/test-app.ts'
import { apiVersions } from '../src/versions/versions.ts'

/** YogaFlow, for what generates files from it. */
export const generatedYoga = {
  folder: 'yoga',
  title: 'YogaFlow',
  variables,
  mounts,
  errors,
  errorFormat,
  limits,
  versions: apiVersions,
  apiDocument,
  open: () => openTestApp({ database: { engine: 'embedded' } }),
  replay: replayExamples,
}
