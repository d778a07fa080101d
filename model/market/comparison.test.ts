import { describe, expect, it } from 'vitest';
import { calendarOf } from '../session/calendar.ts';
import type { ComparisonLimits, Said } from './compared-symbol.ts';
import { compareSources, type LastSeen } from './comparison.ts';

const NOON = Date.parse('2026-11-26T12:00:00Z');

/** Symbols with how many seconds before noon they ticked, and at which price. */
type Quotes = Readonly<Record<string, readonly [secondsAgo: number, price: number]>>;

const said = (name: string, quotes: Quotes, since?: number): Said => ({
  name,
  ticks: new Map(
    Object.entries(quotes).map(([symbol, [ago, price]]) => [
      symbol,
      { symbol, at: NOON - ago * 1_000, price },
    ]),
  ),
  ...(since !== undefined && { since: NOON - since * 1_000 }),
});

const LIMITS: ComparisonLimits = { ageMs: 10_000, priceBp: 50, groups: [], symbols: undefined, tolerate: 0 };

function told(
  sources: readonly Said[],
  limits: Partial<ComparisonLimits> = {},
  lastSeen: LastSeen = new Map(),
) {
  const made = compareSources({
    sources,
    limits: { ...LIMITS, ...limits },
    calendar: calendarOf('CRYPTO'),
    lastSeen,
  });
  return { ...made, broken: made.outcomes.filter(({ verdict }) => verdict === 'broken') };
}

const seen = (name: string, quotes: Quotes): LastSeen => told([said(name, quotes)]).lastSeen;

describe('who is behind', () => {
  it.each<[sentence: string, sources: Said[], lastSeen: LastSeen, message: string | undefined]>([
    [
      'nobody within the limit',
      [said('a', { BHP: [0, 10] }), said('b', { BHP: [10, 10] })],
      new Map(),
      undefined,
    ],
    [
      'one that moves all the same',
      [said('a', { BHP: [0, 10] }), said('b', { BHP: [34, 10] })],
      seen('b', { BHP: [60, 10] }),
      'b is behind in 1 of 1 symbols: BHP is 34s behind a, limit 10s',
    ],
    [
      'one that stands still',
      [said('a', { BHP: [0, 10] }), said('b', { BHP: [34, 10] })],
      seen('b', { BHP: [34, 10] }),
      'b stands still in 1 of 1 symbols: BHP is 34s behind a, limit 10s',
    ],
    [
      'the worst symbol of several',
      [
        said('a', { BHP: [0, 10], CBA: [1, 10], CSL: [0, 1] }),
        said('b', { BHP: [20, 10], CBA: [41, 10], CSL: [0, 1] }),
      ],
      new Map(),
      'b is behind in 2 of 3 symbols: CBA is 40s behind a, limit 10s',
    ],
    [
      'a stream that said nothing since it was listened to',
      [said('a', { BHP: [0, 10] }), said('stream', {}, 15)],
      new Map(),
      'stream stands still in 1 of 1 symbols: BHP is 15s behind a, limit 10s',
    ],
    [
      'not a stream of what happened before it was listened to',
      [said('a', { BHP: [600, 10] }), said('stream', {}, 15)],
      new Map(),
      undefined,
    ],
    [
      'one of three, whoever leads',
      [said('a', { BHP: [1, 10] }), said('b', { BHP: [0, 10] }), said('c', { BHP: [90, 10] })],
      new Map(),
      'c is behind in 1 of 1 symbols: BHP is 1.5m behind b, limit 10s',
    ],
  ])('%s', (_sentence, sources, lastSeen, message) => {
    expect(told(sources, {}, lastSeen).broken.map((one) => one.message)).toEqual(message ? [message] : []);
  });

  it('is counted in session time', () => {
    const friday = { BHP: [0, 10] } as const;
    const open = Date.parse('2026-11-29T23:00:10Z'); // Monday 10:00:10 in Sydney
    const sources = [said('a', friday), said('b', friday)].map((source, index) => ({
      ...source,
      ticks: new Map([
        ['BHP', { symbol: 'BHP', at: index === 0 ? open : Date.parse('2026-11-27T04:59:59Z') }],
      ]),
    }));
    const { distributions } = compareSources({
      sources,
      limits: LIMITS,
      calendar: calendarOf('XASX'),
      lastSeen: new Map(),
    });
    expect(distributions.age_difference).toEqual([[11, 1]]);
  });
});

describe('what one has and another lacks', () => {
  it('is told of who lacks it, and never of a stream', () => {
    const all = { BHP: [0, 1], CBA: [0, 1], CSL: [0, 1], RIO: [0, 1], WES: [0, 1] } as const;
    const { broken, measurements } = told([
      said('a', all),
      said('b', { BHP: [0, 1] }),
      said('stream', {}, 1),
    ]);
    expect(broken.map(({ message }) => message)).toEqual([
      'b lacks 4 of 5 symbols: CBA, CSL, RIO and 1 more',
    ]);
    expect(measurements.only_one).toBe(4);
  });

  it('is named in one line of bounded length, whatever it is called', () => {
    const symbol = `B\u001b[31m${'H'.repeat(500)}`;
    const { broken, items } = told([
      said('a', { [symbol]: [0, 1], CBA: [0, 1] }),
      said('b', { CBA: [0, 1] }),
    ]);
    const name = `B\ufffd[31m${'H'.repeat(44)}…`;
    expect(broken.map(({ message }) => message)).toEqual([`b lacks 1 of 2 symbols: ${name}`]);
    expect(items.map((item) => item.name)).toEqual([name]);
  });

  it('is of the wanted symbols alone', () => {
    const sources = [said('a', { BHP: [0, 1], CBA: [0, 1] }), said('b', { BHP: [0, 1] })];
    expect(told(sources, { symbols: new Set(['BHP']) }).broken).toEqual([]);
  });

  it('degrades up to what is tolerated', () => {
    const sources = [said('a', { BHP: [0, 1], CBA: [0, 1] }), said('b', { BHP: [0, 1] })];
    expect(told(sources, { tolerate: 0.5 }).broken).toMatchObject([{ degrades: true }]);
  });

  it('is held against the share as it was written', () => {
    const all = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`S${index}`, [0, 1] as const]));
    const some = Object.fromEntries(Object.entries(all).slice(29));
    expect(told([said('a', all), said('b', some)], { tolerate: 0.29 }).broken).toMatchObject([
      { degrades: true },
    ]);
  });
});

describe('prices', () => {
  it.each<
    [sentence: string, sources: Said[], limits: Partial<ComparisonLimits>, message: string | undefined]
  >([
    ['agree within the limit', [said('a', { BHP: [0, 100] }), said('b', { BHP: [0, 100.5] })], {}, undefined],
    [
      'are apart beyond it',
      [said('a', { BHP: [0, 100] }), said('b', { BHP: [0, 101] })],
      {},
      'prices of 1 of 1 symbols are apart, BHP most: b says 101 and a 100, 100 bp, limit 50 bp',
    ],
    [
      'have a limit for each group',
      [said('a', { BHP: [0, 100] }), said('b', { BHP: [0, 101] })],
      { groups: [{ has: (symbol) => symbol === 'BHP', priceBp: 100 }] },
      undefined,
    ],
    [
      'of three: the one that is alone is named',
      [said('a', { BHP: [0, 120] }), said('b', { BHP: [0, 100] }), said('c', { BHP: [0, 100.1] })],
      {},
      'prices of 1 of 1 symbols are apart, BHP most: a says 120 and c 100.1, 1988 bp, limit 50 bp',
    ],
    [
      'of zero are apart from any other',
      [said('a', { BHP: [0, 0] }), said('b', { BHP: [0, 100] })],
      {},
      'prices of 1 of 1 symbols are apart, BHP most: a says 0 and b 100, 10000 bp, limit 50 bp',
    ],
  ])('%s', (_sentence, sources, limits, message) => {
    expect(told(sources, limits).broken.map((one) => one.message)).toEqual(message ? [message] : []);
  });

  it('of another time are not held against each other', () => {
    const { broken, distributions } = told([said('a', { BHP: [0, 100] }), said('b', { BHP: [60, 200] })]);
    expect(broken.map(({ reason }) => reason)).toEqual(['source_behind']);
    expect(distributions.divergence).toEqual([]);
  });
});

it('of nothing says nothing', () => {
  const { broken, measurements } = told([said('a', {}), said('b', {})]);
  expect(broken).toEqual([]);
  expect(measurements).toEqual({ symbols: 0, behind_share: 0, divergent_share: 0, only_one: 0 });
});
