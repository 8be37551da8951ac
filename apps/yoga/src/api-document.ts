import { openApiDocument } from '@groundwork/kit/openapi/document'
import type { OpenApiDocument } from '@groundwork/kit/openapi/openapi-types'
import type { RecordedExamples } from '@groundwork/kit/openapi/recorded-example'
import { errors, mounts } from './app.ts'
import { errorFormat } from './error-format.ts'
import { limits } from './limits.ts'
import { COOKIE_NAME } from './sign-in.ts'
import { version } from './version.ts'

const description = `Guided yoga practice: a library of poses and sequences, timed sessions, and progress.

Every error has the shape of \`Error\`; its \`code\` is stable, and each operation lists those it answers. Every answer
carries \`X-Request-Id\`. Unknown fields and query parameters are ignored, but where an operation says that it refuses
them. Times are in UTC, ISO 8601 with milliseconds.`

/** The API of YogaFlow as an OpenAPI document, with the recorded examples in their places. */
export const apiDocument = (recorded: RecordedExamples): OpenApiDocument =>
  openApiDocument({
    info: {
      title: 'YogaFlow API',
      version,
      description,
      license: { name: 'MIT License', identifier: 'MIT' },
    },
    mounts,
    errors,
    errorFormat,
    limits,
    cookieName: COOKIE_NAME,
    recorded,
  })
