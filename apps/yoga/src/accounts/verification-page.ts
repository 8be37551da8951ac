const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** The page behind the link in a verification mail: a sentence, and the way back to the product. */
export function verificationPage(sentence: string, frontendUrl: string): string {
  const [text, href] = [sentence, frontendUrl].map((value) =>
    value.replaceAll(/[&<>"]/g, (character) => ESCAPES[character]!),
  )
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>YogaFlow</title></head>
<body><h1>YogaFlow</h1><p>${text}</p><p><a href="${href}">Open YogaFlow</a></p></body>
</html>
`
}
