import { expect, it } from 'vitest';
import { formatBytes, parseSize } from './size.ts';

it.each([
  ['800B', 800],
  ['250kB', 250_000],
  ['1.5MB', 1_500_000],
  ['0B', 0],
  ['1.5mb', undefined],
  ['-1B', undefined],
  ['1.5', undefined],
  [1_500, undefined],
])('%j is so many bytes: %s', (written, bytes) => expect(parseSize(written)).toBe(bytes));

it.each([
  [840, '840B'],
  [12_512, '12.5kB'],
  [1_530_000, '1.53MB'],
])('%i bytes are written as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
