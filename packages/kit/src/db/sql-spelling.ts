import { sqlTokens, type SqlToken } from './sql-tokens.ts'

/** SQL as the catalogs give it, with its keywords in lower case. Names and values that need quotes keep their spelling. */
export function lowerKeywords(sql: string): string {
  return [...sqlTokens(sql)].map(({ kind, text }) => (kind === 'word' ? text.toLowerCase() : text)).join('')
}

/**
 * The query of a view as PostgreSQL 16 and newer spell it: where it reads one relation only, columns stand without
 * the relation's name, except in queries inside it. Before 16 they stand with it.
 */
export function viewQuery(query: string): string {
  const tokens = [...sqlTokens(query.trim().replace(/;$/, ''))]
  const outer = outerTokens(tokens)
  const relation = onlyRelation(tokens, outer)
  const kept = tokens.filter((token, i) => {
    if (relation === undefined) return true
    const isName = outer.has(token) && token.text === relation && tokens[i + 1]?.text === '.'
    const isDot = token.text === '.' && tokens[i - 1]?.text === relation && outer.has(token)
    return !isName && !isDot
  })
  return lowerKeywords(kept.map(({ text }) => text).join(''))
}

/** The tokens that do not stand in a query in brackets. */
function outerTokens(tokens: readonly SqlToken[]): Set<SqlToken> {
  const outer = new Set<SqlToken>()
  const brackets: boolean[] = []
  for (const [i, token] of tokens.entries()) {
    if (token.text === ')') brackets.pop()
    if (!brackets.includes(true)) outer.add(token)
    const next = tokens.slice(i + 1).find(({ kind }) => kind !== 'space')
    if (token.text === '(') brackets.push(/^(select|with|values)$/i.test(next?.text ?? ''))
  }
  return outer
}

/** The name by which a query calls the one relation it reads; undefined when it reads several. */
function onlyRelation(tokens: readonly SqlToken[], outer: ReadonlySet<SqlToken>): string | undefined {
  const words = tokens.filter((token) => outer.has(token) && token.kind !== 'space')
  const isWord = (token: SqlToken | undefined, pattern: RegExp) =>
    token?.kind === 'word' && pattern.test(token.text)
  const from = words.findIndex((token) => isWord(token, /^from$/i))
  if (from === -1 || words.some((token) => isWord(token, /^(join|union|intersect|except)$/i)))
    return undefined
  let at = from + 1
  while (words[at + 1]?.text === '.') at += 2
  const next = words[at + 1]
  if (next?.text === ',' || next?.text === '(') return undefined
  const isAlias = next?.kind === 'quoted' || (next?.kind === 'word' && !isWord(next, CLAUSE))
  return isAlias ? next?.text : words[at]?.text
}

const CLAUSE = /^(where|group|having|window|order|limit|offset|fetch|for|tablesample)$/i
