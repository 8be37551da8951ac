/** The TypeScript name of an SQL name: `created_at` is `createdAt`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase())
}
