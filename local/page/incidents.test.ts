import { describe, expect, it } from 'vitest';
import { incidentsOf } from '../../test/page/story.ts';
import { momentsOf } from './incidents.ts';

describe('the course of an incident', () => {
  it.each([
    {
      of: 'one that fires',
      index: 0,
      moments: [
        'fires',
        'slack is told: opened',
        'pagerduty could not be told yet: it answered 503',
        'acknowledged by ada',
      ],
    },
    {
      of: 'one that is over',
      index: 1,
      moments: ['fires', 'slack is told: opened', 'over: the alarm is OK again', 'slack is told: resolved'],
    },
  ])('$of is told in the order of time', ({ index, moments }) => {
    const told = incidentsOf(10_000_000)[index] ?? expect.fail('the story has no such incident');
    expect(momentsOf(told).map(({ text }) => text)).toEqual(moments);
  });
});
