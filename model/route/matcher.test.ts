import { expect, it } from 'vitest';
import type { Labels } from '../labels.ts';
import { label, type Matcher, matchesAll } from './matcher.ts';

const team = label('team');

it.each<[sentence: string, Matcher[], Labels, boolean]>([
  ['no matchers hold always', [], {}, true],
  ['the same value', [team.is('quant')], { team: 'quant' }, true],
  ['another value', [team.is('quant')], { team: 'web' }, false],
  ['upper case is another value', [team.is('quant')], { team: 'Quant' }, false],
  ['a label that is not there is empty', [team.is('')], {}, true],
  ['and is not what it is held to', [team.is('quant')], {}, false],
  ['not the value', [team.isNot('quant')], { team: 'web' }, true],
  ['not there is not the value either', [team.isNot('quant')], {}, true],
  ['it is there', [team.isNot('')], { team: 'web' }, true],
  ['a pattern', [team.matches(/qu.*|web/)], { team: 'quant' }, true],
  ['a pattern must match from the start', [team.matches(/ant/)], { team: 'quant' }, false],
  ['and to the end', [team.matches(/qu/)], { team: 'quant' }, false],
  ['either of an alternative as a whole', [team.matches(/a|quant/)], { team: 'quant' }, true],
  ['a pattern that takes nothing matches a label that is not there', [team.matches(/.*/)], {}, true],
  ['a pattern with a flag', [team.matches(/QUANT/i)], { team: 'quant' }, true],
  ['not a pattern', [team.doesNotMatch(/qu.*/)], { team: 'web' }, true],
  ['not a pattern, but it is one', [team.doesNotMatch(/qu.*/)], { team: 'quant' }, false],
  ['all must hold', [team.is('quant'), label('severity').is('critical')], { team: 'quant' }, false],
])('%s', (_, matchers, labels, expected) => {
  expect(matchesAll(matchers, labels)).toBe(expected);
});

it('takes no longer for a pattern that would make another engine backtrack', () => {
  const began = performance.now();
  expect(matchesAll([team.matches(/(a+)+b/)], { team: 'a'.repeat(100) })).toBe(false);
  expect(performance.now() - began).toBeLessThan(1_000);
});

it('is plain data, so that it can be compared and printed', () => {
  const matcher = team.matches(/qu.*/i);
  expect(JSON.parse(JSON.stringify(matcher))).toEqual(matcher);
});
