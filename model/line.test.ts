import { expect, it } from 'vitest';
import { clip, oneLine, printable } from './line.ts';

it.each([
  ['short text stays', clip('short', 10), 'short'],
  ['long text is marked', clip('a long text', 8), 'a lon...'],
  ['no character is cut in two', clip('ab🙂cdefgh', 6), 'ab...'],
  ['a line stays one line', oneLine('a\r\nb\u2028c\u202ed', 20), 'a b c d'],
  ['and says nothing in spaces', oneLine('  a   b ', 20), 'a b'],
  ['what a terminal would obey is gone', printable('up\u001b[2J\u0007 and \u202eaway'), 'up [2J  and  away'],
  ['spaces that were sent stay', printable('a   b'), 'a   b'],
])('%s', (_sentence, made, expected) => expect(made).toBe(expected));
