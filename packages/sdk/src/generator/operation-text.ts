import type { OperationObject, Parameter, ResponseObject, Schema } from './document.ts'
import { camelCase, literal, pascalCase } from './names.ts'
import { docComment, typeText } from './type-text.ts'

/** An operation with where it stands in the document. */
export interface PlacedOperation {
  method: string
  path: string
  operation: OperationObject
}

const SHARED_STATUSES = new Set(['500', '503'])

/** The types and the method of one operation, as TypeScript. */
export function operationText({ method, path, operation }: PlacedOperation): {
  types: string
  member: string
} {
  const { operationId, requestBody } = operation
  const [tag = '', verb = ''] = operationId.split('.')
  const name = pascalCase(`${tag}_${verb}`)
  const types: string[] = []
  const declare = (suffix: string, part: string, schema: Schema) => {
    types.push(declaration(`${name}${suffix}`, `${part} of \`${operationId}\`.`, schema))
    return `${name}${suffix}`
  }
  const inputs: string[] = []
  const addInput = (part: string, isRequired: boolean, type: string) =>
    inputs.push(`${part}${isRequired ? '' : '?'}: ${type}`)

  for (const [part, place] of [
    ['params', 'path'],
    ['query', 'query'],
  ] as const) {
    const schema = parametersSchema(operation.parameters?.filter((one) => one.in === place))
    if (schema)
      addInput(part, (schema.required ?? []).length > 0, declare(pascalCase(part), pascalCase(part), schema))
  }
  const body = requestBody && Object.entries(requestBody.content)[0]
  if (body) addInput('body', requestBody.required, declare('Body', 'Body', body[1].schema))
  const answer = answerSchema(operation)
  const answerType = answer ? declare('Answer', 'Answer', answer.schema) : 'undefined'
  const codes = errorCodes(operation)
  types.push(
    `/** Why \`${operationId}\` may fail. */\nexport type ${name}Error =\n${codes.map((code) => `  | ${literal(code)}\n`).join('') || '  never\n'}`,
  )

  const items = itemsField(operation, answer?.schema)
  const inputType = inputs.length === 0 ? 'object' : `{ ${inputs.join('; ')} }`
  const itemType = items === undefined ? '' : `${answerType}['${items}'][number], `
  const data = [
    `id: ${literal(operationId)}`,
    `method: ${literal(method.toUpperCase())}`,
    `path: ${literal(path)}`,
    ...(body ? [`body: ${literal(bodyKind(body[0]))}`] : []),
    ...(items === undefined ? [] : [`items: ${literal(items)}`]),
    ...(takesKey(operation) ? ['takesKey: true'] : []),
    `errors: [${codes.map((code) => literal(code)).join(', ')}]`,
  ]
  const factory = items === undefined ? 'method' : 'pagedMethod'
  const member = `${docComment(describe(operation), '  ')}  ${camelCase(verb)}: ${factory}<${inputType}, ${answerType}, ${itemType}${name}Error>(caller, {\n${data.map((line) => `    ${line},\n`).join('')}  }),\n`
  return { types: types.join('\n'), member }
}

function declaration(name: string, comment: string, schema: Schema): string {
  const text = typeText(schema)
  const isInterface = text.startsWith('{') && text.endsWith('}') && schema.anyOf === undefined
  const start = isInterface ? `export interface ${name} ` : `export type ${name} = `
  return `/** ${comment} */\n${start}${text}\n`
}

function parametersSchema(parameters: readonly Parameter[] = []): Schema | undefined {
  if (parameters.length === 0) return undefined
  const properties = parameters.map(({ name, schema, description }) => [name, { ...schema, description }])
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, Schema>,
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  }
}

/** The schema of the answer that is a success, when it has a body. */
function answerSchema({ responses }: OperationObject): { schema: Schema } | undefined {
  const schemas = Object.entries(responses)
    .filter(([status]) => Number(status) < 300)
    .flatMap(([, { content }]) => (content ? Object.entries(content) : []))
    .map(([type, { schema }]) => (/^image\/(?!svg)|octet-stream/.test(type) ? BINARY : schema))
  const distinct = [...new Map(schemas.map((schema) => [typeText(schema), schema])).values()]
  if (distinct.length === 0) return undefined
  return { schema: distinct.length === 1 ? distinct[0]! : { anyOf: distinct } }
}

const BINARY: Schema = { type: 'string', contentMediaType: 'application/octet-stream' }

/** The codes that the contract names; those that any operation may answer stand in shared responses. */
function errorCodes({ responses }: OperationObject): string[] {
  const codes = Object.entries(responses).flatMap(([status, response]) =>
    SHARED_STATUSES.has(status) ? [] : codesOf(response),
  )
  return [...new Set(codes)].toSorted()
}

function codesOf({ content = {} }: ResponseObject): string[] {
  return Object.values(content).flatMap(({ schema }) => (schema.properties?.['code']?.enum ?? []) as string[])
}

/** The field with the items, when the operation answers pages: it takes `page`, and tells `page` and `total_pages`. */
function itemsField({ parameters = [] }: OperationObject, answer: Schema | undefined): string | undefined {
  const { properties = {} } = answer ?? {}
  const isPaged =
    parameters.some(({ name }) => name === 'page') && 'page' in properties && 'total_pages' in properties
  if (!isPaged) return undefined
  const lists = Object.entries(properties).filter(([, { type }]) => type === 'array')
  return lists.length === 1 ? lists[0]![0] : undefined
}

const takesKey = ({ parameters = [] }: OperationObject): boolean =>
  parameters.some(({ name, in: place }) => place === 'header' && name === 'Idempotency-Key')

function bodyKind(contentType: string): string {
  if (contentType === 'application/json') return 'json'
  return contentType.startsWith('multipart/') ? 'form' : 'text'
}

function describe(operation: OperationObject): string {
  const permission = operation['x-permission']
  const needs: Record<string, string> = { public: '', optional: '', signed_in: 'Needs a signed-in person.' }
  return [
    `${operation.summary}.`,
    operation.description,
    needs[permission] ?? `Needs the permission \`${permission}\`.`,
    operation.deprecated && '@deprecated It will not be answered for ever.',
  ]
    .filter(Boolean)
    .join('\n')
}
