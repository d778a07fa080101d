const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** A length of time as it is spoken, in its two largest units: `45 s`, `12 min`, `1 h 5 min`, `2 d 3 h`. */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const first = UNITS.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0 s';
  // Seconds beside minutes are noise.
  const shown = UNITS.slice(first, first + 2).filter(([unit], index) => index === 0 || unit !== 's');
  let rest = seconds;
  const parts = shown.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, unit };
  });
  return parts
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => `${count} ${unit}`)
    .join(' ');
}

/** The last moment that a `Date` can hold. */
const END_OF_TIME = 8.64e15;

/** A moment in UTC, to the second: `2026-11-21 03:04:05 UTC`. */
export function moment(ms: number): string {
  if (!(Math.abs(ms) <= END_OF_TIME)) return 'an unknown time';
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
