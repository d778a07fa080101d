import { expect, it } from 'vitest';
import { tickReader } from './fields.ts';
import type { FieldMap, Tick } from './tick.ts';

const at = Date.parse('2026-11-25T12:00:00Z');

it.each<[sentence: string, map: FieldMap, row: unknown, tick: Tick | undefined]>([
  [
    'everything there is',
    { symbol: 's', venue: 'v', time: 't', price: 'p', size: 'q', bid: 'b', ask: 'a', sequence: 'n' },
    { s: 'BHP', v: 'XASX', t: '2026-11-25T12:00:00Z', p: 45.1, q: 3, b: 45, a: 45.2, n: 7 },
    { symbol: 'BHP', venue: 'XASX', at, price: 45.1, size: 3, bid: 45, ask: 45.2, sequence: 7 },
  ],
  [
    'a path, also into a list',
    { symbol: 'meta.code', price: 'last.0' },
    { meta: { code: 'BHP' }, last: ['45.1'] },
    { symbol: 'BHP', price: 45.1 },
  ],
  ['a symbol that is a number', { symbol: 's' }, { s: 700 }, { symbol: '700' }],
  [
    'what cannot be read is absent',
    { symbol: 's', price: 'p', time: 't' },
    { s: 'BHP', p: 'n/a', t: 'soon' },
    { symbol: 'BHP' },
  ],
  ['empty text is no number', { symbol: 's', price: 'p' }, { s: 'BHP', p: ' ' }, { symbol: 'BHP' }],
  [
    'nothing of an object is inherited',
    { symbol: 's', price: 'constructor' },
    { s: 'BHP' },
    { symbol: 'BHP' },
  ],
  ['a row without a symbol is none', { symbol: 's' }, { t: 1 }, undefined],
  ['a row that is no object is none', { symbol: 's' }, 'BHP', undefined],
  [
    'where no symbol is asked for there is one subject',
    { time: 't' },
    { t: '2026-11-25T12:00:00Z' },
    { symbol: '', at },
  ],
])('%s', (_sentence, map, row, tick) => expect(tickReader(map, 'iso')(row)).toEqual(tick));
