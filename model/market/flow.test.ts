import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentileOf } from '../distribution.ts';
import { Flow, type FlowOptions } from './flow.ts';
import type { Tick } from './tick.ts';

const EPOCH = 1_000_000;
const SANITY = { futureMs: 5_000, price: true, crossed: true, jump: 0.1 } as const;

type Came = readonly [at: number, tick: Partial<Tick>];

/** What a watch from 100 to `until` comes to. */
function summaryOf(
  came: readonly Came[],
  { until = 1_100, ...options }: Partial<FlowOptions> & { until?: number } = {},
) {
  const flow = new Flow({ symbols: ['A'], startedAt: 100, epochOffset: EPOCH, sanity: SANITY, ...options });
  for (const [at, tick] of came) flow.tick({ symbol: 'A', ...tick }, at);
  return flow.summary(until);
}

describe('silence', () => {
  it.each<[sentence: string, came: Came[], gap: number, silent: number]>([
    ['of a stream without a tick is all of it', [], 1_000, 1_000],
    ['counts from the beginning to the first tick', [[800, {}]], 700, 300],
    [
      'and from the last one to the end',
      [
        [200, {}],
        [300, {}],
      ],
      800,
      800,
    ],
    [
      'and in between',
      [
        [200, {}],
        [900, {}],
        [1_000, {}],
      ],
      700,
      100,
    ],
  ])('%s', (_sentence, came, longestGapMs, silentMs) => {
    expect(summaryOf(came)).toMatchObject({ longestGapMs, silentMs, watchedMs: 1_000 });
  });

  it('of a symbol goes on from earlier watches until it ticks', () => {
    const silentBefore = new Map([
      ['A', 5_000],
      ['B', 7_000],
    ]);
    const { symbols } = summaryOf([[600, {}]], { symbols: ['A', 'B', 'C'], silentBefore });
    expect([...symbols].map(([symbol, { silentMs }]) => [symbol, silentMs])).toEqual([
      ['A', 500],
      ['B', 8_000],
      ['C', 1_000],
    ]);
  });

  it('of symbols that nobody wants is theirs alone', () => {
    expect([...summaryOf([[600, { symbol: 'X' }]]).symbols.keys()]).toEqual(['A']);
    expect([...summaryOf([[600, { symbol: 'X' }]], { symbols: [] }).symbols.keys()]).toEqual(['X']);
  });
});

describe('latency', () => {
  const event = (at: number) => ({ at: EPOCH + at });

  it.each<[sentence: string, came: Came[], latencies: [number, number][]]>([
    [
      'is from the event to its tick',
      [
        [300, event(250)],
        [400, event(380)],
      ],
      [
        [20, 1],
        [50, 1],
      ],
    ],
    ['of a first word from before the watch is a snapshot, and none', [[300, event(50)]], []],
    [
      'of the next word counts, however old',
      [
        [300, event(20)],
        [400, event(50)],
      ],
      [[350, 1]],
    ],
    ['below zero is zero', [[300, event(310)]], [[0, 1]]],
    ['of a tick without a time is none', [[300, {}]], []],
  ])('%s', (_sentence, came, latencies) => expect(summaryOf(came).latency).toEqual(latencies));
});

describe('a sequence', () => {
  const counting = (...sequences: number[]): Came[] =>
    sequences.map((sequence, index) => [200 + index, { sequence }]);

  it.each<[sentence: string, came: Came[], lost: number, gaps: number, wentBack: number]>([
    ['that rises by one loses nothing', counting(7, 8, 9), 0, 0, 0],
    ['that jumps lost what is in between', counting(7, 9, 13), 4, 2, 0],
    ['that repeats or falls went back', counting(7, 7, 5, 6), 0, 0, 2],
    ['begins anywhere', counting(1_000_000), 0, 0, 0],
  ])('%s', (_sentence, came, lost, gaps, wentBack) => {
    expect(summaryOf(came)).toMatchObject({ lost, gaps, wentBack });
  });

  it('is each symbol its own, and who lost the most comes first', () => {
    const came: Came[] = [
      [200, { sequence: 1 }],
      [201, { symbol: 'B', sequence: 5 }],
      [202, { sequence: 3 }],
      [203, { symbol: 'B', sequence: 9 }],
    ];
    expect(summaryOf(came).losers).toEqual([
      { symbol: 'B', lost: 3 },
      { symbol: 'A', lost: 1 },
    ]);
  });
});

describe('the sanity of ticks', () => {
  const broken = (came: Came[]) => summaryOf(came).sanity.filter(({ verdict }) => verdict !== 'held');

  it.each<[sentence: string, came: Came[], reason: string, message: string]>([
    [
      'a price of zero',
      [
        [200, { price: 0 }],
        [201, { price: 1 }],
      ],
      'price_not_positive',
      '1 of 2 ticks have a price of zero or less, A first: 0',
    ],
    [
      'a symbol that is none, in one short line',
      [[200, { symbol: `B\u001b[2J${'H'.repeat(500)}`, price: 0 }]],
      'price_not_positive',
      `1 of 1 ticks have a price of zero or less, B\ufffd[2J${'H'.repeat(45)}… first: 0`,
    ],
    [
      'a crossed book',
      [[200, { bid: 3, ask: 2 }]],
      'book_crossed',
      '1 of 1 ticks bid more than they ask, A first: 3 over 2',
    ],
    [
      'a stamp ahead',
      [[200, { at: EPOCH + 10_200 }]],
      'future_stamp',
      '1 of 1 ticks are stamped in the future, A first: 10s ahead, limit 5s',
    ],
    [
      'a jump, there and back',
      [
        [200, { price: 10 }],
        [201, { price: 12 }],
        [202, { price: 10 }],
      ],
      'price_jump',
      '2 of 3 ticks jump, A first: from 10 to 12, limit 10 %',
    ],
  ])('tells %s', (_sentence, came, reason, message) => {
    expect(broken(came)).toMatchObject([{ verdict: 'broken', reason, message }]);
  });

  it('holds for what is right at its limits', () => {
    expect(
      broken([
        [200, { price: 10, bid: 2, ask: 2, at: EPOCH + 5_200 }],
        [201, { price: 11 }],
      ]),
    ).toEqual([]);
  });

  it('degrades up to one in a hundred', () => {
    const came = (bad: number): Came[] =>
      Array.from({ length: 100 }, (_, index) => [200 + index, { price: index < bad ? -1 : 5 }]);
    expect(broken(came(1))).toMatchObject([{ degrades: true }]);
    expect(broken(came(2))[0]?.degrades).toBeUndefined();
  });

  it('does not look where it is told not to', () => {
    const sanity = { futureMs: false, price: false, crossed: false, jump: false } as const;
    expect(summaryOf([[200, { price: 0, bid: 3, ask: 2, at: EPOCH * 9 }]], { sanity }).sanity).toEqual([]);
  });
});

it('whatever comes, every tick and every latency is counted, and no gap is longer than the watch', () => {
  const came = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.nat(50), fc.nat(20)), { maxLength: 200 });
  fc.assert(
    fc.property(came, (steps) => {
      let at = 100;
      const told = steps.map(([symbol, wait, late]): Came => {
        at += wait;
        return [at, { symbol, at: EPOCH + at - late }];
      });
      const { ticks, longestGapMs, watchedMs, latency, symbols } = summaryOf(told, {
        until: at + 10,
        symbols: [],
      });
      expect(ticks).toBe(steps.length);
      expect([...symbols.values()].reduce((sum, one) => sum + one.ticks, 0)).toBe(steps.length);
      expect(longestGapMs).toBeLessThanOrEqual(watchedMs);
      expect(percentileOf(latency, 1) ?? 0).toBeLessThanOrEqual(20);
    }),
    { numRuns: 200, seed: 1 },
  );
});
