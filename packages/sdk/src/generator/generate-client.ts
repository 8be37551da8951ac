import type { ApiDocument, ResponseObject } from './document.ts'
import { camelCase, kebabCase, pascalCase } from './names.ts'
import { operationText, type PlacedOperation } from './operation-text.ts'
import { docComment, typeText } from './type-text.ts'

const NOTE = '// Generated from the API document by npm run generate; changes are lost.\n'

/**
 * The typed client of an API, from its document alone: file name → TypeScript, one file for each part before the dot of the
 * operation ids, one for the named schemas, and `client.ts` with `create<Name>Client`.
 */
export function generateClient(document: ApiDocument, name: string): Map<string, string> {
  const files = new Map([['schemas.ts', schemasText(document)]])
  const tags = Map.groupBy(operationsOf(document), ({ operation }) => operation.operationId.split('.')[0]!)
  for (const [tag, operations] of tags) files.set(`${kebabCase(tag)}.ts`, tagText(tag, operations, document))
  files.set('client.ts', clientText(document, [...tags.keys()], name))
  return files
}

/** Every operation, with the responses that stand elsewhere in their places. */
function operationsOf({ paths, components }: ApiDocument): PlacedOperation[] {
  const resolve = (response: ResponseObject) =>
    response.$ref === undefined ? response : components.responses[response.$ref.split('/').at(-1)!]!
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const responses = Object.entries(operation.responses).map(([status, one]) => [status, resolve(one)])
      return { method, path, operation: { ...operation, responses: Object.fromEntries(responses) } }
    }),
  )
}

function schemasText({ components }: ApiDocument): string {
  const declarations = Object.entries(components.schemas).map(([name, schema]) => {
    const text = typeText(schema)
    const start = text.startsWith('{') ? `export interface ${name} ` : `export type ${name} = `
    return `${docComment(schema.description, '')}${start}${text}\n`
  })
  return `${NOTE}\n${declarations.join('\n')}`
}

function tagText(tag: string, operations: readonly PlacedOperation[], { components }: ApiDocument): string {
  const texts = operations.map(operationText)
  const types = texts.map((text) => text.types).join('\n')
  const members = texts.map((text) => text.member).join('\n')
  const named = Object.keys(components.schemas).filter((name) => new RegExp(`\\b${name}\\b`).test(types))
  const factories = ['method', 'pagedMethod'].filter((factory) => members.includes(` ${factory}<`))
  return [
    NOTE,
    "import type { Caller } from '../../client.ts'\n",
    `import { ${factories.join(', ')} } from '../../methods.ts'\n`,
    named.length > 0 ? `import type { ${named.join(', ')} } from './schemas.ts'\n` : '',
    `\n${types}\n`,
    `/** The operations of \`${tag}\`. */\n`,
    `export const ${camelCase(tag)} = (caller: Caller) => ({\n${members}})\n`,
  ].join('')
}

function clientText({ info }: ApiDocument, tags: readonly string[], name: string): string {
  const imports = tags.map((tag) => `import { ${camelCase(tag)} } from './${kebabCase(tag)}.ts'\n`).join('')
  const members = tags.map((tag) => `    ${camelCase(tag)}: ${camelCase(tag)}(caller),\n`).join('')
  const client = `${pascalCase(name)}Client`
  const version = info['x-api-version']
  return [
    NOTE,
    "import { createCaller, type ClientOptions } from '../../client.ts'\n",
    imports,
    `\n/** Client of ${info.title} ${info.version}: a method for each operation, by its id. */\n`,
    `export function create${client}(options: ClientOptions) {\n`,
    version === undefined
      ? '  const caller = createCaller(options)\n'
      : `  // The version whose types these are.\n  const headers = { 'api-version': '${version}', ...options.headers }\n  const caller = createCaller({ ...options, headers })\n`,
    `  return {\n${members}  }\n}\n`,
    `\nexport type ${client} = ReturnType<typeof create${client}>\n`,
  ].join('')
}
