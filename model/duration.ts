/** A length of time as people write it: `'250ms'`, `'30s'`, `'5m'`, `'24h'`, `'7d'`. */
export type Duration = `${number}${Unit}`;

type Unit = keyof typeof UNIT_MS;

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

const PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Reads a duration; `undefined` for anything that is not one. Returns milliseconds. */
export function parseDuration(value: unknown): number | undefined {
  const match = typeof value === 'string' ? PATTERN.exec(value) : null;
  if (!match) return undefined;
  return Number(match[1]) * UNIT_MS[match[2] as Unit];
}

/** Reads a duration that validation has already let through. Throws `RangeError` on anything else. */
export function milliseconds(duration: Duration): number {
  const ms = parseDuration(duration);
  if (ms === undefined) throw new RangeError(`not a duration: ${JSON.stringify(duration)}`);
  return ms;
}

/** Writes milliseconds as a person would read them: `340ms`, `1.2s`, `5m`, `3h`. */
export function formatMs(ms: number): string {
  if (Math.round(ms) < 1_000) return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)}ms`;
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(2))}s`;
  if (ms < 3_600_000) return `${Number((ms / 60_000).toFixed(1))}m`;
  return `${Number((ms / 3_600_000).toFixed(1))}h`;
}
