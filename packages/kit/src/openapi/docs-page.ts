export interface DocsPage {
  title: string
  /** Where the OpenAPI document is. */
  documentUrl: string
  /** Where the reference's script is. */
  scriptUrl: string
}

/**
 * Scripts, requests and fonts from this server only. Inline styles are allowed because the reference writes its
 * theme and its positions as such; scripts are not.
 */
export const DOCS_PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** The API reference as a page of this server: no network, no telemetry, no account of its maker. */
export function renderDocsPage({ title, documentUrl, scriptUrl }: DocsPage): string {
  const configuration = {
    url: documentUrl,
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    showDeveloperTools: 'never',
    hideClientButton: true,
    documentDownloadType: 'json',
    authentication: { preferredSecurityScheme: 'bearer' },
    defaultOpenFirstTag: false,
  }
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escape(title)}</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <noscript>The API is described by <a href="${escape(documentUrl)}">${escape(documentUrl)}</a>.</noscript>
    <script id="api-reference" type="application/json" data-configuration="${escape(JSON.stringify(configuration))}"></script>
    <script src="${escape(scriptUrl)}"></script>
  </body>
</html>
`
}
