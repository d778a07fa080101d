import type { AssertionOutcome } from '../assertion/assertion.ts';
import type { Reason } from '../reason.ts';
import { type EvidenceItem, MOST_ITEMS } from '../result.ts';

/** A symbol that something is wrong with. */
export interface Offender {
  readonly symbol: string;
  /** As it follows the symbol: `is 34s old, limit 10s`. */
  readonly says: string;
  /** The larger, the worse. */
  readonly weight: number;
}

interface Finding {
  /** What is looked for, as a phrase: `prices to be above zero`. */
  readonly assertion: string;
  readonly reason: Reason;
  readonly offenders: readonly Offender[];
  /** How many were looked at. */
  readonly of: number;
  /** The share of them up to which it degrades; above it, it fails. */
  readonly tolerate: number;
  /** What they are: `stale symbols`. */
  readonly are: string;
  /** What follows their number. @default the worst of them */
  readonly summary?: string;
}

/** One thing that was looked for in many symbols: it holds, degrades or fails, and its message names the worst. */
export function findingOf(finding: Finding): AssertionOutcome {
  const { assertion, reason, offenders, of, tolerate } = finding;
  const outcome = { assertion, source: 'data' };
  const worst = worstOf(offenders);
  if (!worst) return { ...outcome, verdict: 'held' };
  const degrades = isTolerated(offenders.length, of, tolerate);
  return {
    ...outcome,
    verdict: 'broken',
    ...(degrades && { degrades }),
    reason,
    message: worst.symbol === '' ? worst.says : messageOf(worst, finding),
  };
}

function messageOf({ symbol, says }: Offender, { are, offenders, of, summary }: Finding): string {
  return `${are}: ${countOf(offenders.length, of)}; ${summary ?? `${printed(symbol)} ${says}`}`;
}

/** `3 of 300`, or `all 300`. */
export const countOf = (count: number, of: number): string =>
  count === of && of > 1 ? `all ${of}` : `${count} of ${of}`;

/** Whether so many of all are no more than a share, 0 to 1, as it was written. */
export const isTolerated = (count: number, of: number, share: number): boolean =>
  count * 100 <= of * percentOf(share);

const worstOf = (offenders: readonly Offender[]): Offender | undefined =>
  offenders.reduce<Offender | undefined>(
    (worst, one) => (worst && worst.weight >= one.weight ? worst : one),
    undefined,
  );

/** What evidence says of the offenders, the worst of each sort first. */
export const itemsOf = (sorts: readonly (readonly Offender[])[]): EvidenceItem[] =>
  sorts
    .flatMap((offenders) =>
      offenders.toSorted((one, other) => other.weight - one.weight).slice(0, MOST_ITEMS),
    )
    .slice(0, MOST_ITEMS)
    .map(({ symbol, says }) => ({ name: printed(symbol), says }));

/** The longest symbol that a definition can name. */
const MOST_CHARACTERS = 50;

/** A symbol as a line can hold it: a source may send anything for one. */
export function printed(symbol: string): string {
  const line = symbol.slice(0, MOST_CHARACTERS + 1).replaceAll(/\p{C}/gu, '\u{fffd}');
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

/** A sort of finding, with its offenders. */
export interface Told {
  readonly outcome: AssertionOutcome;
  readonly offenders: readonly Offender[];
}

/** What one part of the judging comes to. */
export interface Part {
  readonly told: readonly Told[];
  readonly measured: Readonly<Record<string, number>>;
}

export const seconds = (ms: number): number => Math.round(ms) / 1_000;

/** A share, 0 to 1, in percent as it was written: 0.07 is 7, and not the 7.000000000000001 of a binary machine. */
export const percentOf = (share: number): number => Number((share * 100).toPrecision(12));

/** How much a part is of a whole, in percent. */
export const percent = (part: number, of: number): number =>
  of === 0 ? 0 : Number(((100 * part) / of).toFixed(3));
