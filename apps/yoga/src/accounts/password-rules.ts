import { fail } from './errors.ts'

const RULES: readonly [pattern: RegExp, missing: string][] = [
  [/^.{8}/su, 'at least 8 characters'],
  [/\p{Lu}/u, 'at least one uppercase letter'],
  [/\p{Ll}/u, 'at least one lowercase letter'],
  [/\p{Nd}/u, 'at least one number'],
]

/** @throws AppError `account.weak_password` that names everything a password lacks. */
export function refuseWeak(password: string): void {
  const missing = RULES.filter(([pattern]) => !pattern.test(password)).map(([, text]) => text)
  if (missing.length > 0) throw fail('account.weak_password', { missing: missing.join(' and ') })
}
