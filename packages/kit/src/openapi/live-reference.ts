import type { z } from 'zod'
import { closeCodes } from '../realtime/close-codes.ts'
import { liveErrors } from '../realtime/refusals.ts'
import { clientFrames, messageFields, newsFields, serverFrames } from '../realtime/protocol.ts'
import { markdownTable } from './markdown-table.ts'

/** The frames, refusals and close codes of live connections as Markdown. */
export function liveReference(): string {
  return [
    '## From the client',
    ...Object.entries(clientFrames).map(section),
    '## From the server',
    ...Object.entries(serverFrames).map(section),
    '### messages of the app',
    'Any other type. Beside the fields of its kind it has:',
    fieldTable(messageFields, ['type']),
    '### news of the app',
    'Any other type, told by the absence of `seq`. It is not kept, not sent again, and not acknowledged. Beside the fields of its kind it has:',
    fieldTable(newsFields, ['type']),
    '## Refused upgrades',
    'Answered over HTTP instead of opening a socket, in the shape and with a code of the app’s errors; 429 and 503 with `Retry-After`. Browsers show pages none of it: the socket just fails.',
    markdownTable(
      ['Status', 'Meaning'],
      Object.values(liveErrors.definitions).map(({ status, detail }) => [String(status), detail]),
    ),
    '## Close codes',
    markdownTable(
      ['Code', 'Reason', 'Come back', 'Meaning'],
      Object.values(closeCodes).map(({ code, reason, retry, meaning }) => [
        String(code),
        reason,
        retry ? 'yes' : 'not by itself',
        meaning,
      ]),
    ),
  ].join('\n\n')
}

function section([name, schema]: [string, z.ZodObject]): string {
  const fields = Object.keys(schema.shape).length > 1 ? `\n\n${fieldTable(schema.shape, ['type'])}` : ''
  return `### \`${name}\`\n\n${schema.description ?? ''}${fields}`
}

function fieldTable(shape: z.ZodRawShape, without: readonly string[]): string {
  const rows = Object.entries(shape)
    .filter(([name]) => !without.includes(name))
    .map(([name, field]) => {
      const { description } = field as z.ZodType
      return [`\`${name}\``, typeName(field as z.ZodType), description ?? '']
    })
  return markdownTable(['Field', 'Type', 'Meaning'], rows)
}

function typeName(field: z.ZodType): string {
  const json = field.toJSONSchema({ io: 'input' }) as { type?: string; enum?: string[]; format?: string }
  const kind = json.enum?.map((value) => `\`${value}\``).join(' or ') ?? json.format ?? json.type ?? 'any'
  return field.safeParse(undefined).success ? `${kind}, optional` : kind
}
