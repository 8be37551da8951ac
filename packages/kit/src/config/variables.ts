/** One environment variable: how it is read, and what the generated reference says of it. */
export interface Variable<T> {
  /** What the variable does, in one or two sentences. */
  doc: string
  /** How its values look, for messages and the reference: `1 to 65535`, `5/min`. */
  expects: string
  /** The default as it would be typed; undefined when there is none. */
  defaultText: string | undefined
  /** True when its value must not be printed. */
  secret: boolean
  /** True when production refuses to start without it. */
  requiredInProduction: boolean
  /** The value of `text`; throws Error with the reason when it does not fit. */
  parse: (text: string) => T
  fallback: T
}

interface Options<T> {
  doc: string
  default: T
}

function variable<T>(
  options: Options<T>,
  expects: string,
  parse: (text: string) => T,
  print: (value: T) => string = String,
): Variable<T> {
  const { doc, default: fallback } = options
  const defaultText = fallback === undefined ? undefined : print(fallback)
  return { doc, expects, defaultText, secret: false, requiredInProduction: false, parse, fallback }
}

/** Free text. */
export const text = <T extends string | undefined>(options: Options<T>) =>
  variable<string | T>(options, 'text', (value) => value)

/** A whole number from `min` to `max`, both included. */
export function integer<T extends number | undefined>(
  options: Options<T> & { min: number; max: number },
): Variable<number | T> {
  const { min, max } = options
  return variable<number | T>(options, `a whole number from ${min} to ${max}`, (value) => {
    const number = Number(value)
    if (!/^-?\d+$/.test(value) || number < min || number > max) throw new Error('out of range')
    return number
  })
}

/** A TCP port; 0 lets the system choose a free one. */
export const port = (options: Options<number>) => integer({ ...options, min: 0, max: 65_535 })

/** `true` or `false`. */
export function flag(options: Options<boolean>): Variable<boolean> {
  return variable(options, '`true` or `false`', (value) => {
    if (value !== 'true' && value !== 'false') throw new Error('not a flag')
    return value === 'true'
  })
}

/** One of a fixed set of words. */
export function oneOf<const T extends string>(
  choices: readonly T[],
  options: Options<NoInfer<T>>,
): Variable<T> {
  const names = choices.map((choice) => `\`${choice}\``).join(', ')
  return variable(options, choices.length === 1 ? names : `one of ${names}`, (value) => {
    if (!choices.includes(value as T)) throw new Error('unknown choice')
    return value as T
  })
}

/** An absolute URL whose scheme is among `schemes` (written without the colon). Kept as typed. */
export function url<T extends string | undefined>(
  schemes: readonly string[],
  options: Options<T>,
): Variable<string | T> {
  return variable<string | T>(
    options,
    `a URL starting with ${schemes.map((s) => `\`${s}://\``).join(' or ')}`,
    (value) => {
      if (!schemes.includes(new URL(value).protocol.slice(0, -1))) throw new Error('wrong scheme')
      return value
    },
  )
}

/** Items separated by commas, each checked by `item`; empty items are dropped. */
export function list(
  expects: string,
  item: (text: string) => string,
  options: Options<readonly string[]>,
): Variable<readonly string[]> {
  const parse = (value: string) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean)
      .map(item)
  return variable(options, `${expects}, separated by commas`, parse, (value) => value.join(','))
}

/** Marks a value that is never printed and that production refuses to start without. */
export const secret = <T>(of: Variable<T>): Variable<T> => ({
  ...of,
  secret: true,
  defaultText: undefined,
  requiredInProduction: true,
})

/** Marks a value that is never printed, such as a URL that carries a password. */
export const redacted = <T>(of: Variable<T>): Variable<T> => ({ ...of, secret: true })
