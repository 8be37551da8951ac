/** Where clients find an image: a path on this server gets its `baseUrl`, an address elsewhere stays as it is. */
export function imageUrl(url: string, baseUrl = ''): string {
  return url.startsWith('/') ? `${baseUrl}${url}` : url
}
