import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FreshnessOptions, freshness, rows } from '../../probes/freshness/check.ts';
import { type Freshness, judgeFreshness } from './freshness.ts';
import type { Known } from './known.ts';
import { marketsAt } from './market-now.ts';
import type { Tick } from './tick.ts';

/** A Wednesday, 14:00 in Sydney: XASX has been open for four hours; New York is asleep. */
const NOW = Date.parse('2026-11-25T03:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

type Given = Partial<FreshnessOptions>;

interface Poll {
  readonly ticks: readonly Tick[];
  /** @default NOW */
  readonly now?: number;
  readonly known?: Known;
}

function judged(options: Given, { ticks, now = NOW, known = new Map() }: Poll): Freshness {
  const request = { url: 'https://a.example/' };
  const { limits, due } = freshness.spec({
    calendar: 'XASX',
    request,
    rows: rows.json('$', { time: 't' }),
    ...options,
  });
  const newest = Math.max(...ticks.map(({ at = 0 }) => at));
  const answers = [{ ticks, moment: { askedAt: now - 50, answeredAt: now, newest } }];
  return judgeFreshness({ answers, limits, marketOf: marketsAt(now, limits.graceMs, due), known });
}

/** Polls one after the other, each knowing what those before it have seen; what the last one comes to. */
function polls(options: Given, all: readonly Poll[]): Freshness {
  let last: Freshness | undefined;
  for (const poll of all) last = judged(options, { ...poll, known: last?.known ?? new Map() });
  if (!last) throw new Error('no poll');
  return last;
}

/** What is told of it, the first that decides first: how bad, which code, in which words. */
const told = ({ outcomes }: Freshness) =>
  outcomes
    .filter(({ verdict }) => verdict === 'broken')
    .sort((a, b) => Number(a.degrades ?? false) - Number(b.degrades ?? false))
    .map(({ degrades, reason, message }) => `${degrades ? 'degraded' : 'failed'} ${reason}: ${message}`);

const quote = (symbol: string, ageMs: number, more: Partial<Tick> = {}, now = NOW): Tick => ({
  symbol,
  at: now - ageMs,
  price: 10,
  ...more,
});

const many = (count: number, ageMs: number, more: Partial<Tick> = {}, now = NOW): Tick[] =>
  Array.from({ length: count }, (_, index) => quote(`S${index}`, ageMs, more, now));

describe('age', () => {
  it.each<[sentence: string, options: Given, poll: Poll, expected: string[]]>([
    ['within the limit', {}, { ticks: many(20, 59 * SECOND) }, []],
    [
      'of one in twenty above it degrades',
      { lag: false },
      { ticks: [...many(19, SECOND), quote('BHP', 90 * SECOND)] },
      ['degraded data_stale: stale symbols: 1 of 20; BHP is 1.5m old, above the limit of 1m'],
    ],
    [
      'of more fails, and the oldest is named',
      {},
      { ticks: [...many(18, SECOND), quote('BHP', 90 * SECOND), quote('CBA', 2 * HOUR)] },
      ['failed data_stale: stale symbols: 2 of 20; CBA is 2h old, above the limit of 1m'],
    ],
    [
      'of all above it is said so, before that the pipeline stands',
      {},
      { ticks: many(20, 5 * MINUTE) },
      [
        'failed data_stale: stale symbols: all 20; S0 is 5m old, above the limit of 1m',
        'failed pipeline_late: markets behind: 1 of 1; XASX is behind by 5m with its newest, S0; the limit is 1m',
      ],
    ],
    [
      'within the limit of its group',
      { groups: [{ name: 'illiquid', symbols: ['BHP'], limit: '10m' }] },
      { ticks: [...many(3, SECOND), quote('BHP', 9 * MINUTE)] },
      [],
    ],
    [
      'above the limit of a group by pattern',
      { groups: [{ name: 'liquid', symbols: /^S/, limit: '5s' }] },
      { ticks: [...many(1, 6 * SECOND), quote('BHP', 50 * SECOND)] },
      ['failed data_stale: stale symbols: 1 of 2; S0 is 6s old, above the limit of 5s'],
    ],
    [
      'of a named symbol fails by itself',
      { named: { symbols: ['BHP'] }, lag: false, limit: '10m' },
      { ticks: [...many(99, SECOND), quote('BHP', 301 * SECOND)] },
      ['failed data_stale: stale symbols: 1 of 1; BHP is 5m old, above the limit of 5m'],
    ],
    ['of a stamp that is to come is none', { sanity: { future: false } }, { ticks: many(1, -HOUR) }, []],
  ])('%s', (_sentence, options, poll, expected) => expect(told(judged(options, poll))).toEqual(expected));

  it.each<[sentence: string, calendar: 'XASX' | 'XTKS', event: string, now: string, seconds: number]>([
    ['skips the night', 'XASX', '2026-11-24T15:59:58+11:00', '2026-11-25T10:00:03+11:00', 5],
    ['skips the weekend', 'XASX', '2026-11-20T15:59:58+11:00', '2026-11-23T10:00:03+11:00', 5],
    ['skips the lunch of Tokyo', 'XTKS', '2026-11-25T11:29:58+09:00', '2026-11-25T12:30:03+09:00', 5],
    [
      'skips a weekend on which clocks change',
      'XASX',
      '2026-10-02T15:59:58+10:00',
      '2026-10-05T10:00:03+11:00',
      5,
    ],
    [
      'counts every second of a session',
      'XASX',
      '2026-11-25T10:00:00+11:00',
      '2026-11-25T15:00:00+11:00',
      18_000,
    ],
  ])('%s', (_sentence, calendar, event, now, seconds) => {
    const at = Date.parse(event);
    const result = judged({ calendar, grace: '0s' }, { ticks: [{ symbol: 'A', at }], now: Date.parse(now) });
    expect(result.staleness).toEqual([[seconds, 1]]);
  });

  it('is not held against anybody until the grace after an opening is over', () => {
    const opening = Date.parse('2026-11-25T10:00:00+11:00');
    const poll = (afterMs: number): Poll => ({
      ticks: [{ symbol: 'A', at: opening - HOUR }],
      now: opening + afterMs,
    });
    const options = { limit: '5s', grace: '1m' } as const;
    expect(told(judged(options, poll(59 * SECOND)))).toEqual([]);
    expect(told(judged(options, poll(61 * SECOND)))).not.toEqual([]);
  });

  it('of symbols whose venue is closed is not looked at', () => {
    const ticks = [quote('BHP', SECOND, { venue: 'XASX' }), quote('JPM', 20 * HOUR, { venue: 'XNYS' })];
    const result = judged({}, { ticks });
    expect([told(result), result.measurements.symbols]).toEqual([[], 1]);
  });
});

describe('a pipeline', () => {
  it('that runs, but behind, is told as late, and then that every symbol is stale', () => {
    const behind = (now: number): Poll => ({ ticks: many(20, 45 * SECOND, {}, now), now });
    const [first, second] = told(
      polls({ limit: '10s', lag: '30s' }, [behind(NOW), behind(NOW + 10 * SECOND)]),
    );
    expect(first).toBe(
      'failed pipeline_late: markets behind: 1 of 1; XASX is behind by 45s with its newest, S0; the limit is 30s',
    );
    expect(second).toContain('data_stale');
  });

  it('that stands is told as stale', () => {
    const stands = (now: number): Poll => ({ ticks: many(20, now - NOW + 45 * SECOND, {}, now), now });
    const [first] = told(polls({ limit: '10s', lag: '30s' }, [stands(NOW), stands(NOW + 10 * SECOND)]));
    expect(first).toContain('failed data_stale: stale symbols: all 20');
  });
});

describe('what is wanted', () => {
  const wanted = ['S0', 'S1', 'S2', 'BHP', 'CBA', 'CSL', 'RIO'];
  it.each<[sentence: string, options: Given, poll: Poll, expected: string[]]>([
    ['and there', { symbols: ['S0', 'S1'] }, { ticks: many(2, SECOND) }, []],
    [
      'and not there fails',
      { symbols: wanted },
      { ticks: many(3, SECOND) },
      ['failed symbols_missing: missing symbols: 4 of 7; BHP, CBA, CSL and 1 more'],
    ],
    [
      'and not there, a few of many, degrades',
      { symbols: [...many(98, 0).map(({ symbol }) => symbol), 'BHP', 'CBA'] },
      { ticks: many(98, SECOND) },
      ['degraded symbols_missing: missing symbols: 2 of 100; BHP, CBA'],
    ],
    [
      'within the coverage that is asked for',
      { symbols: [...many(98, 0).map(({ symbol }) => symbol), 'BHP', 'CBA'], coverage: '98%' },
      { ticks: many(98, SECOND) },
      [],
    ],
    [
      'by number only',
      { symbols: { atLeast: 10 } },
      { ticks: many(8, SECOND) },
      ['failed symbols_missing: missing symbols: 2 of 10; which ones cannot be told'],
    ],
    [
      'and there without a time that can be read',
      { symbols: ['S0', 'BHP'] },
      { ticks: [...many(1, SECOND), { symbol: 'BHP', price: 1 }] },
      ['failed symbols_missing: missing symbols: 1 of 2; BHP'],
    ],
    [
      'by name, because it matters by itself',
      { named: { symbols: ['BHP'] } },
      { ticks: many(1, SECOND) },
      ['failed symbols_missing: missing symbols: 1 of 1; BHP'],
    ],
    [
      'of a market that is closed is not missed',
      { symbols: ['S0', 'JPM'], groups: [{ name: 'New York', symbols: ['JPM'], calendar: 'XNYS' }] },
      { ticks: many(1, SECOND) },
      [],
    ],
  ])('%s', (_sentence, options, poll, expected) => expect(told(judged(options, poll))).toEqual(expected));
});

/** The same quote in polls ten seconds apart; `change` says what of it the poll is about. */
const series = (count: number, change: (poll: number, now: number) => Partial<Tick>): Poll[] =>
  Array.from({ length: count }, (_, poll) => {
    const now = NOW + poll * 10 * SECOND;
    return { now, ticks: [{ ...quote('BHP', 2 * SECOND, {}, now), ...change(poll, now) }] };
  });

describe('soundness', () => {
  it.each<[sentence: string, options: Given, all: Poll[], expected: string[]]>([
    [
      'a stamp of the future',
      {},
      series(1, (_, now) => ({ at: now + 90 * SECOND })),
      ['failed future_stamp: stamps in the future: 1 of 1; BHP is stamped 1.5m ahead of our clock'],
    ],
    ['a stamp that clocks may be apart by', {}, series(1, (_, now) => ({ at: now + 4 * SECOND })), []],
    [
      'a stamp that is always now over a value that stands still',
      {},
      series(4, (_, now) => ({ at: now - 20 })),
      [
        'failed stamp_of_now: stamps of now over values that stand still: 1 of 1; BHP says 10 with a stamp of now, 3 times in a row',
      ],
    ],
    ['twice is not always', {}, series(3, (_, now) => ({ at: now - 20 })), []],
    [
      'a stamp of now over a value that moves',
      {},
      series(9, (poll, now) => ({ at: now - 20, price: 10 + poll / 100 })),
      [],
    ],
    [
      'a value that stands still under stamps that move',
      { sanity: { flat: { updates: 3 } } },
      series(4, () => ({ bid: 9, ask: 11 })),
      [
        'failed flat_line: values that stand still under stamps that move: 1 of 1; BHP says 10 9 11 for 30s and 3 new stamps',
      ],
    ],
    [
      'a stamp that stands still is stale one day, and not flat',
      { sanity: { flat: { updates: 3 } } },
      series(5, () => ({ at: NOW })),
      [],
    ],
    [
      'a value that stands still for so long',
      { sanity: { flat: { for: '20s' } } },
      series(4, () => ({})),
      [
        'failed flat_line: values that stand still under stamps that move: 1 of 1; BHP says 10 for 30s and 3 new stamps',
      ],
    ],
    [
      'a price of zero',
      {},
      series(1, () => ({ price: 0 })),
      ['failed price_not_positive: prices not above zero: 1 of 1; BHP costs 0'],
    ],
    [
      'a price below zero',
      {},
      series(1, () => ({ price: -37.63 })),
      ['failed price_not_positive: prices not above zero: 1 of 1; BHP costs -37.63'],
    ],
    [
      'a bid above its ask',
      {},
      series(1, () => ({ bid: 10.2, ask: 10.1 })),
      ['failed book_crossed: crossed books: 1 of 1; BHP has a bid of 10.2 above its ask of 10.1'],
    ],
    ['a bid at its ask', {}, series(1, () => ({ bid: 10.1, ask: 10.1 })), []],
    [
      'a price that jumps',
      {},
      series(2, (poll) => ({ price: poll === 0 ? 10 : 12 })),
      ['failed price_jump: prices that jumped: 1 of 1; BHP went from 10 to 12 (+20 %)'],
    ],
    [
      'a price far from its reference, at once',
      { sanity: { jump: { band: '5%', reference: { BHP: 20 } } } },
      series(1, () => ({})),
      ['failed price_jump: prices that jumped: 1 of 1; BHP went from 20 to 10 (-50 %)'],
    ],
    [
      'a price that insists is told in two polls',
      {},
      series(3, (poll) => ({ price: poll === 0 ? 10 : 12 })),
      ['failed price_jump: prices that jumped: 1 of 1; BHP went from 10 to 12 (+20 %)'],
    ],
    [
      'and in a third, after which it is believed',
      {},
      series(4, (poll) => ({ price: poll === 0 ? 10 : 12 })),
      ['failed price_jump: prices that jumped: 1 of 1; BHP went from 10 to 12 (+20 %)'],
    ],
    ['a new level is believed in the end', {}, series(5, (poll) => ({ price: poll === 0 ? 10 : 12 })), []],
    [
      'a sequence that goes back',
      {},
      series(2, (poll) => ({ sequence: 9 - poll })),
      ['failed sequence_back: sequences that went back: 1 of 1; BHP went from 9 back to 8'],
    ],
    [
      'a sequence that leaps between polls',
      {},
      series(2, (poll) => ({ sequence: 1 + poll * 1_000, price: 10 + poll / 10 })),
      [],
    ],
    [
      'a sequence that leaves something out within an answer',
      {},
      [{ ticks: [quote('BHP', 3 * SECOND, { sequence: 1 }), quote('BHP', SECOND, { sequence: 5 })] }],
      ['failed sequence_gap: sequences with gaps: 1 of 1; BHP leaves out 3'],
    ],
    [
      'rows of a symbol in either order',
      {},
      [{ ticks: [quote('BHP', SECOND, { sequence: 2 }), quote('BHP', 3 * SECOND, { sequence: 1 })] }],
      [],
    ],
    [
      'nothing that is switched off',
      {
        sanity: {
          future: false,
          now: false,
          flat: false,
          price: false,
          jump: false,
          crossed: false,
          sequence: false,
        },
      },
      series(30, (poll, now) => ({
        at: now + HOUR,
        price: poll % 2 ? -1 : 100,
        bid: 2,
        ask: 1,
        sequence: -poll,
      })),
      [],
    ],
  ])('%s', (_sentence, options, all, expected) => expect(told(polls(options, all))).toEqual(expected));
});

describe('data that is due once a trading day', () => {
  const late = (date: string, now: string): string[] => {
    const ticks = [{ symbol: 'JPM', at: Date.parse(`${date}T00:00:00-05:00`) }];
    return told(judged({ calendar: 'XNYS', due: { by: '18:30' } }, { ticks, now: Date.parse(now) }));
  };
  it.each<[sentence: string, date: string, now: string, expected: string[]]>([
    ['before it is due yesterday is enough', '2026-11-23', '2026-11-24T18:29:00-05:00', []],
    [
      'after that it is late',
      '2026-11-23',
      '2026-11-24T18:45:00-05:00',
      ['failed data_stale: stale symbols: 1 of 1; JPM is late by 15m'],
    ],
    ['and in time it is not', '2026-11-24', '2026-11-24T18:45:00-05:00', []],
    ['on a holiday nothing is due', '2026-11-25', '2026-11-26T23:00:00-05:00', []],
    ['nor on a weekend', '2026-11-27', '2026-11-29T12:00:00-05:00', []],
    [
      'a half day is due like any other',
      '2026-11-25',
      '2026-11-27T18:31:00-05:00',
      ['failed data_stale: stale symbols: 1 of 1; JPM is late by 1m'],
    ],
  ])('%s', (_sentence, date, now, expected) => expect(late(date, now)).toEqual(expected));
});

describe('what is published', () => {
  it('of quotes', () => {
    const ticks = [...many(8, SECOND), quote('BHP', 2 * MINUTE), { symbol: 'CBA' }];
    const { measurements, staleness, items } = judged(
      { symbols: { atLeast: 12 }, named: { symbols: ['BHP'] } },
      { ticks },
    );
    expect(measurements).toEqual({
      symbols: 10,
      stale_count: 1,
      stale_share: 11.111,
      named_staleness: 120,
      missing_count: 3,
      coverage: 75,
      lag: 1,
    });
    expect(staleness).toEqual([
      [1, 8],
      [120, 1],
    ]);
    expect(items[0]).toEqual({ name: 'BHP', says: 'is 2m old, above the limit of 1m' });
  });

  it('never exceeds what one datum and one result can hold, whatever the source sends', () => {
    const tick = fc.record(
      {
        symbol: fc.string({ maxLength: 3 }),
        at: fc.integer({ min: NOW - HOUR, max: NOW + HOUR }),
        price: fc.double({ noNaN: true }),
        bid: fc.double({ noNaN: true }),
        ask: fc.double({ noNaN: true }),
        sequence: fc.maxSafeInteger(),
      },
      { requiredKeys: ['symbol'] },
    ) as fc.Arbitrary<Tick>;
    fc.assert(
      fc.property(fc.array(fc.array(tick, { maxLength: 300 }), { minLength: 1, maxLength: 4 }), (answers) => {
        const result = polls(
          {},
          answers.map((ticks, poll) => ({ ticks, now: NOW + poll * SECOND })),
        );
        expect(result.staleness.length).toBeLessThanOrEqual(150);
        expect(result.items.length).toBeLessThanOrEqual(50);
        expect(result.known.size).toBe(new Set(answers.at(-1)?.map(({ symbol }) => symbol)).size);
        for (const value of Object.values(result.measurements)) expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
