import { describe, expect, it } from 'vitest';
import { formatBytes, parseBytes } from './bytes.ts';

describe('amounts of bytes', () => {
  it.each<[text: unknown, bytes: number | undefined]>([
    ['500B', 500],
    ['300kB', 300_000],
    ['1.5MB', 1_500_000],
    ['0B', 0],
    ['0.0005kB', 1],
    ['1.5 MB', undefined],
    ['300KB', undefined],
    ['-1B', undefined],
    ['MB', undefined],
    [300, undefined],
  ])('%s is read as %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each<[bytes: number, text: string]>([
    [0, '0B'],
    [999, '999B'],
    [1_000, '1kB'],
    [48_260, '48.3kB'],
    [999_400, '999kB'],
    [1_523_000, '1.52MB'],
  ])('%s are written as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
