import type { Variables } from '../config/read-config.ts'
import { markdownTable } from './markdown-table.ts'

/** The reference page of an app's environment variables, in the order of their declaration. */
export function configurationReference(title: string, variables: Variables): string {
  const rows = Object.entries(variables).map(([name, variable]) => {
    const { doc, expects, defaultText, secret, requiredInProduction } = variable
    const notes = [requiredInProduction && 'Required in production.', secret && 'Never printed.']
    const fallback = defaultText === undefined || defaultText === '' ? '' : `\`${defaultText}\``
    return [`\`${name}\``, expects, fallback, [doc, ...notes.filter(Boolean)].join(' ')]
  })
  return [`## ${title}`, markdownTable(['Variable', 'Value', 'Default', 'Meaning'], rows)].join('\n\n')
}
