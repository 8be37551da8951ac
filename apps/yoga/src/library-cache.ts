/** Seconds for which caches that many share, such as a CDN, may answer for the library. Browsers ask each time. */
export const LIBRARY_CACHE_S = 60
