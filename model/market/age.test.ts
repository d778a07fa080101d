import { describe, expect, it } from 'vitest';
import {
  type Given,
  HOUR,
  judged,
  MINUTE,
  many,
  NOW,
  type Poll,
  polls,
  quote,
  SECOND,
  told,
} from '../../test/market-polls.ts';

/** So many symbols of another name. */
const named = (count: number, ageMs: number) =>
  many(count, ageMs).map((tick, index) => ({ ...tick, symbol: `N${index}` }));

describe('age', () => {
  it.each<[sentence: string, options: Given, poll: Poll, expected: string[]]>([
    ['within the limit', { limit: '1m' }, { ticks: many(20, 59 * SECOND) }, []],
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
        'failed pipeline_late: markets behind: 1 of 1; XASX is behind by 5m with its newest, S0; the limit is 30s',
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
      ['failed data_stale: named symbols that are stale: 1 of 1; BHP is 301s old, above the limit of 5m'],
    ],
    [
      'of a share that a binary machine cannot write degrades up to it',
      { tolerate: '29%' },
      { ticks: [...many(71, SECOND), ...named(29, 70 * SECOND)] },
      ['degraded data_stale: stale symbols: 29 of 100; N0 is 1.2m old, above the limit of 1m'],
    ],
    [
      'that reads like its limit is told to the second',
      { limit: '5m', lag: false },
      { ticks: [quote('BHP', 301 * SECOND)] },
      ['failed data_stale: stale symbols: 1 of 1; BHP is 301s old, above the limit of 5m'],
    ],
    [
      'of a symbol that no line can hold is told in one line all the same',
      { lag: false },
      { ticks: [quote(`B\n\u001b[31m${'H'.repeat(90)}`, 2 * MINUTE)] },
      [
        `failed data_stale: stale symbols: 1 of 1; B\ufffd\ufffd[31m${'H'.repeat(43)}… is 2m old, above the limit of 1m`,
      ],
    ],
    [
      'does not grow while we ask for the rest',
      {},
      {
        earlier: { ticks: many(1, 70 * SECOND), answeredAt: NOW - 65 * SECOND },
        ticks: [quote('BHP', SECOND)],
      },
      [],
    ],
    [
      'is of the later of two answers',
      {},
      {
        earlier: { ticks: [quote('BHP', SECOND)], answeredAt: NOW - SECOND },
        ticks: [quote('BHP', 90 * SECOND)],
      },
      [],
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

  it('is held against nobody after a lunch break, either', () => {
    const reopening = Date.parse('2026-11-25T12:30:00+09:00');
    const poll = (afterMs: number): Poll => ({
      ticks: [{ symbol: 'A', at: reopening - 2 * HOUR }],
      now: reopening + afterMs,
    });
    const options = { calendar: 'XTKS', limit: '5s', grace: '1m' } as const;
    expect(told(judged(options, poll(59 * SECOND)))).toEqual([]);
    expect(told(judged(options, poll(61 * SECOND)))).not.toEqual([]);
  });

  it('has no number that an alarm could read until the grace is over', () => {
    const opening = Date.parse('2026-11-25T10:00:00+11:00');
    const numbers = (afterMs: number) => {
      const now = opening + afterMs;
      const { lag, named_staleness, stale_share } = judged(
        { named: { symbols: ['A'] } },
        { ticks: [{ symbol: 'A', at: opening - HOUR }], now },
      ).measurements;
      return [lag, named_staleness, stale_share];
    };
    expect(numbers(40 * SECOND)).toEqual([undefined, undefined, 0]);
    expect(numbers(70 * SECOND)).toEqual([70, 70, 100]);
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
