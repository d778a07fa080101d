/** How far the target's clock may be ahead of ours, in milliseconds; below 0 it is behind. */
export interface ClockOffset {
  /** 0 where nothing speaks against it: a clock is wrong when that is certain, not when it is possible. */
  readonly offsetMs: number;
  /** How far the truth may be from it, either way. */
  readonly errorMs: number;
}

/** An HTTP date has whole seconds: the target's clock stood somewhere in the one that it names. RFC 9110, 5.6.7. */
const RESOLUTION_MS = 1_000;

/**
 * What the Date header of an answer says of the target's clock. It was written after the request left (`askedAt`) and before
 * the answer was here (`answeredAt`), both in epoch milliseconds of our clock. `undefined` without a date that can be read.
 */
export function clockOffset(
  date: string | undefined,
  { askedAt, answeredAt }: { readonly askedAt: number; readonly answeredAt: number },
): ClockOffset | undefined {
  const written = Date.parse(date ?? '');
  if (Number.isNaN(written)) return undefined;
  const [least, most] = [written - answeredAt, written + RESOLUTION_MS - askedAt];
  const offsetMs = Math.min(Math.max(0, least), most);
  return { offsetMs, errorMs: Math.max(most - offsetMs, offsetMs - least) };
}
