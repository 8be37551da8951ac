/** The LIKE pattern for values that contain `text`, whose own `%`, `_` and `\` count as plain characters. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`
}
