import { type Freshness, judgeFreshness } from '../model/market/freshness.ts';
import type { Known } from '../model/market/known.ts';
import { marketsAt } from '../model/market/market-now.ts';
import type { Answered } from '../model/market/quotes.ts';
import type { Tick } from '../model/market/tick.ts';
import { type FreshnessOptions, freshness, rows } from '../probes/freshness/check.ts';

/** A Wednesday, 14:00 in Sydney: XASX has been open for four hours; New York is asleep. */
export const NOW = Date.parse('2026-11-25T03:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export type Given = Partial<FreshnessOptions>;

export interface Poll {
  readonly ticks: readonly Tick[];
  /** What an earlier answer of the same poll had. @default none */
  readonly earlier?: { readonly ticks: readonly Tick[]; readonly answeredAt: number };
  /** @default NOW */
  readonly now?: number;
  readonly known?: Known;
}

export function judged(options: Given, { ticks, earlier, now = NOW, known = new Map() }: Poll): Freshness {
  const request = { url: 'https://a.example/' };
  const { limits, due } = freshness.spec({
    calendar: 'XASX',
    request,
    rows: rows.json('$', { time: 't' }),
    ...options,
  });
  const answers = [...(earlier ? [earlier] : []), { ticks, answeredAt: now }].map(answered);
  return judgeFreshness({ answers, limits, marketOf: marketsAt(now, limits.graceMs, due), known });
}

function answered({ ticks, answeredAt }: NonNullable<Poll['earlier']>): Answered {
  const newest = Math.max(...ticks.map(({ at = 0 }) => at));
  return { ticks, moment: { askedAt: answeredAt - 50, answeredAt, newest } };
}

/** Polls one after the other, each knowing what those before it have seen; what the last one comes to. */
export function polls(options: Given, all: readonly Poll[]): Freshness {
  let last: Freshness | undefined;
  for (const poll of all) last = judged(options, { ...poll, known: last?.known ?? new Map() });
  if (!last) throw new Error('no poll');
  return last;
}

/** What is told of it, the first that decides first: how bad, which code, in which words. */
export const told = ({ outcomes }: Freshness) =>
  outcomes
    .filter(({ verdict }) => verdict === 'broken')
    .sort((a, b) => Number(a.degrades ?? false) - Number(b.degrades ?? false))
    .map(({ degrades, reason, message }) => `${degrades ? 'degraded' : 'failed'} ${reason}: ${message}`);

export const quote = (symbol: string, ageMs: number, more: Partial<Tick> = {}, now = NOW): Tick => ({
  symbol,
  at: now - ageMs,
  price: 10,
  ...more,
});

export const many = (count: number, ageMs: number, more: Partial<Tick> = {}, now = NOW): Tick[] =>
  Array.from({ length: count }, (_, index) => quote(`S${index}`, ageMs, more, now));

/** The same quote in polls ten seconds apart; `change` says what of it the poll is about. */
export const series = (count: number, change: (poll: number, now: number) => Partial<Tick>): Poll[] =>
  Array.from({ length: count }, (_, poll) => {
    const now = NOW + poll * 10 * SECOND;
    return { now, ticks: [{ ...quote('BHP', 2 * SECOND, {}, now), ...change(poll, now) }] };
  });
