/** Headers of every answer. A JSON API needs no scripts, styles or frames; pages that do set their own policy. */
export function securityHeaders({ production }: { production: boolean }): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // The filter this switched on is gone from browsers; clients' checks still look for the header.
    'x-xss-protection': '1; mode=block',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': 'geolocation=(), microphone=(), camera=(), payment=(), usb=()',
    'content-security-policy':
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cross-origin-resource-policy': 'same-site',
    ...(production && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  }
}
