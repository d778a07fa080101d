import { describe, expect, it } from 'vitest';
import type { Standing } from './api.ts';
import { headlineOf, scoreOf } from './scores.ts';

const checks = (...states: Standing[]) => states.map((state, index) => ({ id: `c${index + 1}`, state }));

describe('the score', () => {
  it.each([
    { of: 'checks that all pass', states: ['passed', 'passed'], score: 100 },
    { of: 'a degraded one, worth half', states: ['passed', 'degraded'], score: 75 },
    { of: 'a failed one, worth nothing', states: ['failed', 'passed', 'passed'], score: 66 },
    {
      of: 'errored, waiting and off, which say nothing',
      states: ['errored', 'waiting', 'off'],
      score: undefined,
    },
  ] as const)('of $of is $score', ({ states, score }) => {
    expect(scoreOf(checks(...states))).toBe(score);
  });

  it('is 100 only when nothing is wrong, however many checks there are', () => {
    expect(scoreOf([...checks('degraded'), ...checks(...Array<Standing>(999).fill('passed'))])).toBe(99);
  });
});

describe('the headline', () => {
  it.each([
    { states: [], says: 'Nothing is watched' },
    { states: ['waiting', 'waiting'], says: 'Waiting for the first results' },
    { states: ['passed', 'off', 'waiting'], says: 'Everything passes' },
    { states: ['passed', 'degraded'], says: 'c2 is degraded' },
    { states: ['failed', 'degraded'], says: 'c1 fails' },
    { states: ['failed', 'failed'], says: 'c1 and c2 fail' },
    { states: ['failed', 'failed', 'failed'], says: 'c1 and 2 more fail' },
    { states: ['errored', 'degraded'], says: 'c1 cannot be probed by this machine' },
  ] as const)('says "$says"', ({ states, says }) => {
    expect(headlineOf(checks(...states))).toBe(says);
  });
});
