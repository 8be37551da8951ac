import type { Schema } from './document.ts'
import { literal } from './names.ts'

const INDENT = '  '

/** Lines of a doc comment, or none for no text. */
export function docComment(text: string | undefined, indent: string): string {
  if (text === undefined || text === '') return ''
  const lines = text.replaceAll('*/', '*\\/').split('\n')
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}

/** A schema as a TypeScript type; named schemas by their name. `indent` is that of the line it begins on. */
export function typeText(schema: Schema, indent = ''): string {
  const { $ref, const: only, enum: choices, anyOf, type } = schema
  if ($ref !== undefined) return nameOf($ref)
  if (only !== undefined) return literal(only)
  if (choices !== undefined) return choices.map((choice) => literal(choice)).join(' | ')
  if (anyOf !== undefined) return unionText(anyOf.map((one) => typeText(one, indent)))
  if (Array.isArray(type))
    return unionText(type.map((one: string) => typeText({ ...schema, type: one }, indent)))
  switch (type) {
    case 'string':
      return schema.contentMediaType === 'application/octet-stream' ? 'Blob' : 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `readonly ${inBrackets(typeText(schema.items ?? {}, indent))}[]`
    case 'object':
      return objectText(schema, indent)
    default:
      return 'unknown'
  }
}

/** The name behind a reference. */
const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1)

const unionText = (types: readonly string[]) => [...new Set(types)].join(' | ')
const inBrackets = (text: string) =>
  /^readonly | \| /.test(text) && !text.startsWith('{') ? `(${text})` : text

function objectText({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (properties === undefined) {
    return typeof additionalProperties === 'object'
      ? `Readonly<Record<string, ${typeText(additionalProperties, indent)}>>`
      : 'object'
  }
  const entries = Object.entries(properties)
  if (entries.length === 0) return 'object'
  return `{\n${entries.map((entry) => propertyText(entry, required, indent + INDENT)).join('')}${indent}}`
}

function propertyText([name, schema]: [string, Schema], required: readonly string[], indent: string): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
  const optional = required.includes(name) ? '' : '?'
  const comment = docComment(describe(schema), indent)
  return `${comment}${indent}${key}${optional}: ${typeText(schema, indent)}\n`
}

function describe({ description, default: fallback }: Schema): string | undefined {
  const absent = fallback === undefined ? '' : `\`${JSON.stringify(fallback)}\` when absent.`
  return [description, absent].filter(Boolean).join(' ') || undefined
}
