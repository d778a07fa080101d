const BOUNDS_MS = { from: 1_000, to: 3_600_000 } as const;

/** When somebody wants us to wait and does not say how long in a way that can be read. */
const DEFAULT_MS = 30_000;

/** IMF-fixdate (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** What a Retry-After header asks for, in milliseconds: seconds or an HTTP date, held between 1 s and 1 h. */
export function retryAfterMs(header: string | undefined, now: number): number {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : HTTP_DATE.test(text)
      ? Date.parse(text) - now
      : Number.NaN;
  return Number.isNaN(asked) ? DEFAULT_MS : Math.min(Math.max(asked, BOUNDS_MS.from), BOUNDS_MS.to);
}
