import { openApiDocument } from '@groundwork/kit/openapi/document'
import type { OpenApiDocument } from '@groundwork/kit/openapi/openapi-types'
import type { RecordedExamples } from '@groundwork/kit/openapi/recorded-example'
import { errors, mounts } from './app.ts'
import { errorFormat } from './error-format.ts'
import { limits } from './limits.ts'
import { version } from './version.ts'

const description = `Two people who are paired send each other taps, which are felt as haptic pulses.

Every error has the shape of \`Error\`; its \`code\` is stable, and each operation lists those it answers. Every answer
carries \`X-Request-Id\`. Unknown fields are ignored, and so are bodies of other types than JSON. Times are in UTC, ISO 8601.`

/** The envelope as the document shows it: at one instant, so that it stays the same. */
export const documentedFormat = errorFormat({ nowMs: () => Date.parse('2026-03-02T12:00:00Z') })

/** The API of Navi as an OpenAPI document, with the recorded examples in their places. */
export const apiDocument = (recorded: RecordedExamples): OpenApiDocument =>
  openApiDocument({
    info: {
      title: 'Navi API',
      version,
      description,
      license: { name: 'MIT License', identifier: 'MIT' },
    },
    mounts,
    errors,
    errorFormat: documentedFormat,
    limits,
    recorded,
  })
