/** A piece of SQL text: `space` and `comment` mean nothing to the server, `quoted` is an identifier in quotes. */
export interface SqlToken {
  kind: 'space' | 'comment' | 'string' | 'quoted' | 'word' | 'number' | 'symbol'
  text: string
  /** Offset of the first character. */
  start: number
}

const PATTERNS: readonly [SqlToken['kind'], RegExp][] = [
  ['space', /\s+/y],
  ['comment', /--[^\n]*/y],
  ['string', /[eE]'(?:[^'\\]+|\\(?:.|$)|'')*(?:'|$)/sy],
  ['string', /'(?:[^']+|'')*(?:'|$)/y],
  ['string', /(\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$).*?(?:\1|$)/suy],
  ['quoted', /"(?:[^"]+|"")*(?:"|$)/y],
  ['word', /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ['number', /\d+(?:\.\d+)?/y],
]

/**
 * Cuts SQL into tokens; joined again they are the text. Follows PostgreSQL with `standard_conforming_strings` on.
 * What is left open (a string, a comment) reaches to the end.
 */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let start = 0
  while (start < sql.length) {
    const token = tokenAt(sql, start)
    yield token
    start += token.text.length
  }
}

function tokenAt(sql: string, start: number): SqlToken {
  if (sql.startsWith('/*', start)) return { kind: 'comment', text: blockComment(sql, start), start }
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = start
    const text = pattern.exec(sql)?.[0]
    if (text !== undefined) return { kind, text, start }
  }
  return { kind: 'symbol', text: sql[start]!, start }
}

/** Block comments nest in PostgreSQL. */
function blockComment(sql: string, start: number): string {
  const edges = /\/\*|\*\//g
  edges.lastIndex = start
  let depth = 0
  for (let edge = edges.exec(sql); edge; edge = edges.exec(sql)) {
    depth += edge[0] === '/*' ? 1 : -1
    if (depth === 0) return sql.slice(start, edges.lastIndex)
  }
  return sql.slice(start)
}
