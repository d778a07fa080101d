import { expect, test } from 'vitest';
import { decodeBatch, encodeBatch } from './message.ts';

const BATCH = { location: 'eu-west-1', minute: 1_764_000_000, runs: [{ check: 'quote', at: 1_764_000_007 }] };

test('what dispatch writes is what probe reads', () => {
  expect(decodeBatch(encodeBatch(BATCH))).toEqual(BATCH);
});

test('the words of a message', () => {
  expect(encodeBatch(BATCH)).toBe(
    '{"v":1,"location":"eu-west-1","minute":1764000000,"runs":[{"check":"quote","at":1764000007}]}',
  );
});

const withChange = (over: object): string => JSON.stringify({ v: 1, ...BATCH, ...over });

test.each([
  ['not JSON', 'hello'],
  ['empty', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['another version', withChange({ v: 2 })],
  ['no version', JSON.stringify(BATCH)],
  ['no location', withChange({ location: undefined })],
  ['a minute as text', withChange({ minute: '1764000000' })],
  ['no runs', withChange({ runs: undefined })],
  ['a run without its check', withChange({ runs: [{ at: 1 }] })],
  ['a run without its time', withChange({ runs: [{ check: 'quote' }] })],
  ['a run at a negative time', withChange({ runs: [{ check: 'quote', at: -1 }] })],
  ['a run at a fraction of a second', withChange({ runs: [{ check: 'quote', at: 1.5 }] })],
  ['a run that is null', withChange({ runs: [null] })],
])('%s is not ours', (_what, body) => {
  expect(decodeBatch(body)).toBeUndefined();
});
