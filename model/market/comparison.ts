import type { AssertionOutcome } from '../assertion/assertion.ts';
import { type Distribution, distributionOf } from '../distribution.ts';
import { formatMs } from '../duration.ts';
import type { Reason } from '../reason.ts';
import { type EvidenceItem, MOST_ITEMS } from '../result.ts';
import type { Calendar } from '../session/calendar.ts';
import { type Compared, type ComparisonLimits, compareSymbol, type Said } from './compared-symbol.ts';
import { countOf, isTolerated, percent, printed } from './finding.ts';

/** By source and symbol, the event times that were seen last. */
export type LastSeen = ReadonlyMap<string, ReadonlyMap<string, number>>;

interface ComparisonRequest {
  readonly sources: readonly Said[];
  readonly limits: ComparisonLimits;
  readonly calendar: Calendar;
  readonly lastSeen: LastSeen;
}

export interface Comparison {
  readonly outcomes: readonly AssertionOutcome[];
  readonly measurements: Readonly<Record<string, number>>;
  readonly distributions: Readonly<Record<string, Distribution>>;
  readonly items: readonly EvidenceItem[];
  readonly lastSeen: LastSeen;
}

/** Holds sources of the same symbols against each other: who is behind, who lacks what, and whose prices are apart. Pure. */
export function compareSources(request: ComparisonRequest): Comparison {
  const { sources, limits, calendar } = request;
  const compared = symbolsOf(sources, limits).map((symbol) =>
    compareSymbol(symbol, sources, limits, calendar),
  );
  const behind = sources
    .map(({ name }) => behindOf(name, compared, request))
    .sort((one, other) => other.items.length - one.items.length);
  const lacking = sources
    .filter(({ since }) => since === undefined)
    .map((source) => lackingOf(source, compared, limits));
  const apart = apartOf(compared, limits);
  // Who lacks a symbol altogether explains more than that it is behind in it.
  const found = [...lacking, ...behind, apart];
  return {
    outcomes: found.map(({ outcome }) => outcome),
    measurements: measured(compared),
    distributions: {
      age_difference: distributionOf(compared.map(({ apartMs }) => Math.round(apartMs) / 1_000)),
      divergence: distributionOf(
        compared.flatMap(({ divergence }) => (divergence ? [hundredths(divergence.bp)] : [])),
      ),
    },
    items: found.flatMap(({ items }) => items).slice(0, MOST_ITEMS),
    lastSeen: new Map(sources.map(({ name, ticks }) => [name, seenIn(ticks)])),
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

function symbolsOf(sources: readonly Said[], { symbols }: ComparisonLimits): string[] {
  const all = new Set(sources.flatMap(({ ticks }) => [...ticks.keys()]));
  return symbols ? [...symbols] : [...all];
}

const seenIn = (ticks: Said['ticks']): ReadonlyMap<string, number> =>
  new Map([...ticks].flatMap(([symbol, { at }]) => (at === undefined ? [] : [[symbol, at]])));

function measured(compared: readonly Compared[]): Record<string, number> {
  const behind = compared.filter(({ laggards }) => laggards.length > 0).length;
  const divergent = compared.filter(({ divergence }) => divergence?.isBeyond).length;
  return {
    symbols: compared.length,
    behind_share: percent(behind, compared.length),
    divergent_share: percent(divergent, compared.length),
    only_one: compared.filter(({ lackedBy }) => lackedBy.length > 0).length,
  };
}

interface Found {
  readonly outcome: AssertionOutcome;
  readonly items: readonly EvidenceItem[];
}

interface Finding {
  readonly source: string;
  readonly assertion: string;
  readonly reason: Reason;
  /** The worst first. */
  readonly items: readonly EvidenceItem[];
  readonly of: number;
  readonly tolerate: number;
  readonly message: string;
}

function finding({ source, assertion, reason, items, of, tolerate, message }: Finding): Found {
  const outcome = { assertion, source };
  if (items.length === 0) return { outcome: { ...outcome, verdict: 'held' }, items };
  const degrades = isTolerated(items.length, of, tolerate);
  return {
    outcome: { ...outcome, verdict: 'broken', ...(degrades && { degrades }), reason, message },
    items,
  };
}

/** The symbols of which one source is behind another, and whether it moves at all. */
function behindOf(name: string, compared: readonly Compared[], request: ComparisonRequest): Found {
  const { limits, lastSeen, sources } = request;
  const late = compared
    .flatMap(({ symbol, laggards, leader, limitMs }) =>
      laggards.filter((one) => one.name === name).map(({ ms }) => ({ symbol, ms, leader, limitMs })),
    )
    .sort((one, other) => other.ms - other.limitMs - (one.ms - one.limitMs));
  const has = sources.find((source) => source.name === name);
  const stands = late.every(({ symbol }) => isUnmoved(has, symbol, lastSeen.get(name)));
  const [worst] = late;
  const what = stands ? 'stands still' : 'is behind';
  const symbols = countOf(late.length, compared.length);
  return finding({
    source: 'age',
    assertion: `${name} keeps up`,
    reason: 'source_behind',
    items: late.map(({ symbol, ms, leader }) => ({
      name: printed(symbol),
      says: `${name} is ${formatMs(ms)} behind ${leader}`,
    })),
    of: compared.length,
    tolerate: limits.tolerate,
    message: `${name} ${what} in ${symbols} symbols: ${printed(worst?.symbol ?? '')} is ${formatMs(worst?.ms ?? 0)} behind ${worst?.leader}, limit ${formatMs(worst?.limitMs ?? 0)}`,
  });
}

/** Nothing came of it while it was listened to, or what it says is what it said the last time. */
function isUnmoved(
  source: Said | undefined,
  symbol: string,
  before: ReadonlyMap<string, number> | undefined,
): boolean {
  const tick = source?.ticks.get(symbol);
  if (!tick) return true;
  return tick.at !== undefined && before?.get(symbol) === tick.at;
}

const MOST_NAMED = 3;

function lackingOf({ name }: Said, compared: readonly Compared[], { tolerate }: ComparisonLimits): Found {
  const lacking = compared.filter(({ lackedBy }) => lackedBy.includes(name)).map(({ symbol }) => symbol);
  const more = lacking.length > MOST_NAMED ? ` and ${lacking.length - MOST_NAMED} more` : '';
  return finding({
    source: 'symbols',
    assertion: `${name} has what the others have`,
    reason: 'symbols_missing',
    items: lacking.map((symbol) => ({ name: printed(symbol), says: `${name} lacks it` })),
    of: compared.length,
    tolerate,
    message: `${name} lacks ${countOf(lacking.length, compared.length)} symbols: ${lacking.slice(0, MOST_NAMED).map(printed).join(', ')}${more}`,
  });
}

function apartOf(compared: readonly Compared[], { tolerate }: ComparisonLimits): Found {
  const divergent = compared
    .flatMap(({ symbol, divergence }) => (divergence?.isBeyond ? [{ symbol, ...divergence }] : []))
    .sort((one, other) => other.bp - one.bp);
  const [worst] = divergent;
  return finding({
    source: 'price',
    assertion: 'prices agree',
    reason: 'prices_diverge',
    items: divergent.map(({ symbol, says }) => ({ name: printed(symbol), says })),
    of: compared.length,
    tolerate,
    message: `prices of ${countOf(divergent.length, compared.length)} symbols are apart, ${printed(worst?.symbol ?? '')} most: ${worst?.says}, limit ${worst?.limitBp} bp`,
  });
}
