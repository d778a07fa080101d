import { median } from '../benchmark.ts';
import type { Page } from './contender.ts';
import type { TrueOutage } from './world.ts';

export interface Score {
  readonly pages: number;
  readonly falsePages: number;
  /** Of the outages that were told, in milliseconds; NaN when none was. */
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly missed: number;
}

/** An alarm that goes off so long after an outage may still be of it: windows and minutes have to pass. */
const GRACE_MS = 180_000;

/**
 * A page is true when its alarm went off during an outage of its check, or shortly after. An outage is missed when no
 * page is of it; its time runs from its beginning to the first message.
 */
export function scoreOf(pages: readonly Page[], outages: readonly TrueOutage[]): Score {
  const isOf = (outage: TrueOutage) => (page: Page) =>
    page.check === outage.check && page.firedAt >= outage.from && page.firedAt < outage.until + GRACE_MS;
  const firsts = outages.map((outage) => {
    const times = pages.filter(isOf(outage)).map(({ at }) => at - outage.from);
    return times.length === 0 ? undefined : Math.min(...times);
  });
  const found = firsts.filter((ms) => ms !== undefined).sort((one, other) => one - other);
  return {
    pages: pages.length,
    falsePages: pages.filter((page) => !outages.some((outage) => isOf(outage)(page))).length,
    medianMs: median(found),
    p95Ms: found[Math.ceil(found.length * 0.95) - 1] ?? Number.NaN,
    missed: outages.length - found.length,
  };
}
