import { describe, expect, it } from 'vitest';
import { formatMs, milliseconds, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['30', undefined],
    ['-1s', undefined],
    ['1 s', undefined],
    ['s', undefined],
    ['1w', undefined],
    [30, undefined],
    [null, undefined],
  ])('reads %j as %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it('milliseconds throws on what validation would have refused', () => {
    expect(() => milliseconds('soon' as never)).toThrow('not a duration: "soon"');
  });
});

describe('formatMs', () => {
  it.each([
    [0.26, '0.3ms'],
    [9.9, '9.9ms'],
    [340.4, '340ms'],
    [1_234, '1.23s'],
    [60_000, '1m'],
    [5_400_000, '1.5h'],
  ])('writes %d as %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});
