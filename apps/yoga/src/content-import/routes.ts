import type { AnswerOptions, RequestInfo } from '@groundwork/kit/http/handler'
import { fail } from '@groundwork/kit/http/errors'
import { invalidRequest } from '@groundwork/kit/http/parse'
import { receiveText } from '@groundwork/kit/http/receive-text'
import { handle } from '../handle.ts'
import * as poseImport from '../pose-admin/pose-import.ts'
import * as sequenceImport from '../sequence-admin/sequence-import.ts'
import { exportPoses, exportSequences, importPoses, importSequences } from './contract.ts'
import { exportLines } from './export-lines.ts'
import { importContent, type ImportReport } from './import-content.ts'
import { toImportReport } from './to-import-report.ts'
import { entriesOfList, entriesOfText, MAX_BYTES, type Entries } from './read-entries.ts'

export const contentImportRoutes = [
  handle(importPoses, async ({ deps, actor, query: { match, dry_run: dryRun }, body, request }) => {
    const entries = await entriesOf(body, request)
    const options = { match, dryRun, by: actor.userId }
    return toAnswer(await importContent(deps, poseImport.poseImport, entries, options), dryRun)
  }),
  handle(importSequences, async ({ deps, actor, query: { match, dry_run: dryRun }, body, request }) => {
    const entries = await entriesOf(body, request)
    const options = { match, dryRun, by: actor.userId }
    return toAnswer(await importContent(deps, sequenceImport.sequenceImport, entries, options), dryRun)
  }),
  handle(exportPoses, ({ deps: { db }, answer }) => {
    nameFile(answer, 'poses.jsonl')
    return exportLines(
      (afterId, limit) => poseImport.exportPoses(db, afterId, limit),
      (pose) => pose.pose_id,
    )
  }),
  handle(exportSequences, ({ deps: { db }, answer }) => {
    nameFile(answer, 'sequences.jsonl')
    return exportLines(
      (afterId, limit) => sequenceImport.exportPresets(db, afterId, limit),
      (preset) => preset.sequence_id,
    )
  }),
]

/** The lines that were sent: as a list, or as text that is still to be read. */
async function entriesOf(list: readonly unknown[] | undefined, { raw }: RequestInfo): Promise<Entries> {
  if (list) return entriesOfList(list)
  const received = await receiveText(raw, MAX_BYTES)
  if (received === 'too_large') throw fail('request.too_large')
  if (received !== 'malformed') return entriesOfText(received.text)
  const detail = 'The body ends early or is not UTF-8.'
  throw invalidRequest([{ in: 'body', path: [], code: 'malformed', detail }])
}

/** @throws the 422 that lists every problem, when it was no dry run */
function toAnswer(report: ImportReport, dryRun: boolean) {
  if (report.problems.length === 0 || dryRun) return toImportReport(report, dryRun)
  throw invalidRequest(
    report.problems.map(({ line, path, code, detail }) => ({
      in: 'body',
      path: [line, ...path],
      code,
      detail,
    })),
  )
}

function nameFile(answer: AnswerOptions, name: string): void {
  answer.header('content-disposition', `attachment; filename="${name}"`)
  answer.header('cache-control', 'no-store')
}
