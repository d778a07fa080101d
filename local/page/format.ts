/** `8.4 ms`, `243 ms`, `1.50 s`; a dash where nothing was measured. */
export function msText(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms === 0) return '0 ms';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < 999.5 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

/** A share as a percentage, rounded down: what is not whole must not read as 100%. */
export function percentText(share: number | undefined): string {
  if (share === undefined) return '–';
  return share === 1 ? '100%' : `${(Math.floor(share * 1_000) / 10).toFixed(1)}%`;
}

const SPANS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
] as const;

/** A span of time in its two largest units: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const index = SPANS.findIndex((span) => seconds >= span.seconds);
  const large = SPANS[index];
  if (!large) return `${seconds} s`;
  const small = SPANS[index + 1] ?? { unit: 's', seconds: 1 };
  const rest = Math.floor((seconds % large.seconds) / small.seconds);
  return `${Math.floor(seconds / large.seconds)} ${large.unit}${rest > 0 ? ` ${rest} ${small.unit}` : ''}`;
}

/** `now`, `3 min ago`: one unit, for what is looked at in passing. */
export function agoText(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1_000));
  const span = SPANS.find((each) => seconds >= each.seconds);
  if (span) return `${Math.floor(seconds / span.seconds)} ${span.unit} ago`;
  return seconds < 10 ? 'now' : `${Math.floor(seconds / 10) * 10} s ago`;
}

/** Seconds to a tenth, as a rehearsal is timed: `+12.3 s`. */
export const afterText = (ms: number): string => `+${(Math.max(0, ms) / 1_000).toFixed(1)} s`;

/** `12 kB`, `1.4 MB`: decimal. */
export const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** How often a check runs: `every 10 s`. */
export const everyText = (everyMs: number): string => `every ${spanText(everyMs)}`;
