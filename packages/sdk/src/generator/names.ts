/** `practice_sessions` as `practiceSessions`. */
export const camelCase = (name: string): string =>
  name.replaceAll(/[_-]+([a-z0-9])/gi, (_match, letter: string) => letter.toUpperCase())

/** `practice_sessions` as `PracticeSessions`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name)
  return camel.charAt(0).toUpperCase() + camel.slice(1)
}

/** A value as a TypeScript literal, text in single quotes. */
export const literal = (value: unknown): string =>
  typeof value === 'string'
    ? `'${JSON.stringify(value)
        .slice(1, -1)
        .replaceAll(String.raw`\"`, '"')
        .replaceAll("'", String.raw`\'`)}'`
    : JSON.stringify(value)

/** `practice_sessions` as `practice-sessions`. */
export const kebabCase = (name: string): string => name.replaceAll('_', '-')
