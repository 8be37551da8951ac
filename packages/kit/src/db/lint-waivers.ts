import { closestName } from '../config/closest-name.ts'
import { lineAt } from './split-statements.ts'
import { sqlTokens } from './sql-tokens.ts'

/** A comment `-- lint-allow: rule-name because reason`, which lets one breach of a rule pass. */
interface Waiver {
  /** The rule it names; undefined when the comment cannot be understood. */
  rule: string | undefined
  reason: string | undefined
  start: number
  line: number
}

const WAIVER = /^--\s*lint-allow:\s*([a-z][a-z-]*)(?:\s+because\s+(\S.*))?\s*$/

/** Every comment of a file that begins with `lint-allow`, in order. */
function readWaivers(text: string): Waiver[] {
  const waivers: Waiver[] = []
  for (const { kind, text: comment, start } of sqlTokens(text)) {
    if (kind !== 'comment' || !/^--\s*lint-allow\b/.test(comment)) continue
    const [, rule, reason] = WAIVER.exec(comment) ?? []
    waivers.push({ rule, reason, start, line: lineAt(text, start) })
  }
  return waivers
}

/** A breach of a rule by the statement that begins at `start`, or by the file as a whole. */
export interface Breach {
  start?: number
  line: number
  rule: string
  message: string
}

/**
 * The breaches of a file that its waivers do not cover, and what is wrong with the waivers, by line. A waiver covers
 * the breaches of its rule by the next statement, and by the file as a whole.
 */
export function applyWaivers(
  text: string,
  breaches: readonly Breach[],
  statementStarts: readonly number[],
  ruleNames: readonly string[],
): Omit<Breach, 'start'>[] {
  const used = new Set<Waiver>()
  const waivers = readWaivers(text)
  const covers = (waiver: Waiver, { rule, start }: Breach) =>
    waiver.rule === rule &&
    waiver.reason !== undefined &&
    (start === undefined || start === statementStarts.find((one) => one > waiver.start))
  const left = breaches.filter((breach) => {
    const covering = waivers.filter((waiver) => covers(waiver, breach))
    for (const waiver of covering) used.add(waiver)
    return covering.length === 0
  })
  const faults = waivers.filter((waiver) => !used.has(waiver)).map((waiver) => faultOf(waiver, ruleNames))
  return [...left.map(({ line, rule, message }) => ({ line, rule, message })), ...faults].toSorted(
    (a, b) => a.line - b.line,
  )
}

function faultOf({ rule, reason, line }: Waiver, ruleNames: readonly string[]): Omit<Breach, 'start'> {
  if (rule === undefined || reason === undefined)
    return {
      line,
      rule: 'waiver-without-reason',
      message:
        'Say which rule and why: "-- lint-allow: ban-drop-column because no program since 1.4 reads it".',
    }
  const near = closestName(rule, ruleNames, rule.length)
  const message = ruleNames.includes(rule)
    ? `The statement below does not break ${rule}. Remove the waiver, or put it right above the statement it is for.`
    : `There is no rule ${rule}. Did you mean ${near}?`
  return { line, rule: 'unused-waiver', message }
}
