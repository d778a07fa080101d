import { describe, expect, it } from 'vitest';
import { type Given, HOUR, judged, many, type Poll, quote, SECOND, told } from '../../test/market-polls.ts';

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
      ['failed symbols_missing: named symbols that are missing: 1 of 1; BHP'],
    ],
    [
      'by name fails, though there are more than enough of the others',
      { symbols: { atLeast: 3 }, named: { symbols: ['BHP'] } },
      { ticks: many(300, SECOND) },
      ['failed symbols_missing: named symbols that are missing: 1 of 1; BHP'],
    ],
    [
      'at a venue that is closed is not missed, where the source says who trades there',
      { symbols: ['BHP', 'JPM'], named: { symbols: ['JPM'] } },
      {
        ticks: [quote('BHP', SECOND, { venue: 'XASX' }), quote('JPM', 20 * HOUR, { venue: 'XNYS' })],
      },
      [],
    ],
    [
      'by number counts those whose venue is closed, too',
      { symbols: { atLeast: 2 } },
      {
        ticks: [quote('BHP', SECOND, { venue: 'XASX' }), quote('JPM', 20 * HOUR, { venue: 'XNYS' })],
      },
      [],
    ],
    [
      'is enough by a share that a binary machine cannot write',
      { symbols: many(100, 0).map(({ symbol }) => symbol), coverage: '55%' },
      { ticks: many(55, SECOND) },
      [],
    ],
    [
      'is too little just below it',
      { symbols: many(100, 0).map(({ symbol }) => symbol), coverage: '56%' },
      { ticks: many(55, SECOND) },
      ['failed symbols_missing: missing symbols: 45 of 100; S55, S56, S57 and 42 more'],
    ],
    [
      'of a market that is closed is not missed',
      { symbols: ['S0', 'JPM'], groups: [{ name: 'New York', symbols: ['JPM'], calendar: 'XNYS' }] },
      { ticks: many(1, SECOND) },
      [],
    ],
  ])('%s', (_sentence, options, poll, expected) => expect(told(judged(options, poll))).toEqual(expected));

  it('and missing is told of each by name, and of those without one not at all', () => {
    const items = (options: Given) =>
      judged(options, { ticks: [quote('CBA', SECOND), { symbol: 'BHP' }] }).items;
    expect(items({ symbols: ['CBA', 'BHP', 'RIO'] })).toEqual([
      { name: 'BHP', says: 'has no time that can be read' },
      { name: 'RIO', says: 'is missing' },
    ]);
    expect(items({ symbols: { atLeast: 9 } })).toEqual([]);
  });
});
