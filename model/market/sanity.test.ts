import { describe, expect, it } from 'vitest';
import {
  type Given,
  HOUR,
  MINUTE,
  NOW,
  type Poll,
  polls,
  quote,
  SECOND,
  series,
  told,
} from '../../test/market-polls.ts';

const DAY = 24 * HOUR;

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
      { limit: '1m', sanity: { flat: { updates: 3 } } },
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
      'many rows of a symbol, the newest first',
      {},
      [{ ticks: [3, 2, 1].map((sequence) => quote('BHP', (4 - sequence) * SECOND, { sequence })) }],
      [],
    ],
    [
      'many rows of a symbol in no order, one of them left out',
      {},
      [{ ticks: [4, 1, 2].map((sequence) => quote('BHP', (5 - sequence) * SECOND, { sequence })) }],
      ['failed sequence_gap: sequences with gaps: 1 of 1; BHP leaves out 1'],
    ],
    [
      'rows of one time, of which the highest sequence is the latest',
      {},
      [
        { ticks: [quote('BHP', SECOND, { sequence: 2 }), quote('BHP', SECOND, { sequence: 1 })] },
        { ticks: [quote('BHP', SECOND, { sequence: 2 })] },
      ],
      [],
    ],
    [
      'a sequence and a price that begin anew with a session',
      {},
      [
        { now: NOW - DAY, ticks: [quote('BHP', SECOND, { sequence: 9_000, price: 10 }, NOW - DAY)] },
        { now: NOW, ticks: [quote('BHP', SECOND, { sequence: 5, price: 14 })] },
      ],
      [],
    ],
    [
      'a sequence that goes back within a session, which yesterday did not know either',
      {},
      [
        { now: NOW - DAY, ticks: [quote('BHP', SECOND, { sequence: 9_000 }, NOW - DAY)] },
        { now: NOW - MINUTE, ticks: [quote('BHP', SECOND, { sequence: 5 }, NOW - MINUTE)] },
        { now: NOW, ticks: [quote('BHP', SECOND, { sequence: 4 })] },
      ],
      ['failed sequence_back: sequences that went back: 1 of 1; BHP went from 5 back to 4'],
    ],
    [
      'a price of zero, after which the one before it is what counts',
      { sanity: { price: false } },
      series(3, (poll) => ({ price: [10, 0, 20][poll] ?? 20 })),
      ['failed price_jump: prices that jumped: 1 of 1; BHP went from 10 to 20 (+100 %)'],
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
