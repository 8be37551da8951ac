/**
 * Writes generated/figures/<slug>.svg for every content/figures/<slug>.json.
 * `--sheet FILE.html` also writes a contact sheet; `--only a,b` limits the sheet to these slugs,
 * `--columns N` sets its width.
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { parseFigure } from '../src/figures/figure.ts'
import type { Figure } from '../src/figures/figure.ts'
import { renderFigure } from '../src/figures/render-figure.ts'

const root = join(import.meta.dirname, '..')
const source = join(root, 'content', 'figures')
const target = join(root, 'generated', 'figures')

function readFigures(): Figure[] {
  const files = readdirSync(source)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
  return files.map((name) => parseFigure(readFileSync(join(source, name), 'utf8')))
}

function sheetHtml(figures: readonly Figure[], columns: number): string {
  const cells = figures.map(
    (figure) => `<figure>${renderFigure(figure)}<figcaption>${figure.name}</figcaption></figure>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Figures</title><style>
body{margin:8px;font:14px sans-serif;display:grid;grid-template-columns:repeat(${columns},1fr);gap:8px}
figure{margin:0;text-align:center}svg{width:100%;height:auto;display:block}
</style>${cells.join('\n')}</html>\n`
}

const { values } = parseArgs({
  options: { sheet: { type: 'string' }, only: { type: 'string' }, columns: { type: 'string' } },
})
const figures = readFigures()
mkdirSync(target, { recursive: true })
for (const figure of figures) writeFileSync(join(target, `${figure.slug}.svg`), renderFigure(figure))
process.stdout.write(`${figures.length} figures written\n`)
if (values.sheet !== undefined) {
  const wanted = values.only?.split(',') ?? figures.map((figure) => figure.slug)
  const chosen = wanted.flatMap((slug) => figures.filter((figure) => figure.slug === slug))
  mkdirSync(dirname(values.sheet), { recursive: true })
  writeFileSync(values.sheet, sheetHtml(chosen, Number(values.columns ?? 5)))
}
