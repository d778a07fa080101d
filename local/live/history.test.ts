import { describe, expect, it } from 'vitest';
import { History } from './history.ts';

const NOON = 1_800_000_000_000;
const MINUTE = 60_000;

describe('the last hour of a check', () => {
  it('counts degraded as up and leaves errored out', () => {
    const history = new History();
    for (const state of ['passed', 'degraded', 'failed', 'errored'] as const) history.record(state, NOON);
    expect(history.lastHour(NOON)).toEqual({ up: 2, judged: 3 });
  });

  it('forgets what is older than an hour', () => {
    const history = new History();
    for (let minute = 0; minute < 180; minute++) history.record('failed', NOON + minute * MINUTE);
    for (let minute = 180; minute < 200; minute++) history.record('passed', NOON + minute * MINUTE);
    expect(history.lastHour(NOON + 199 * MINUTE)).toEqual({ up: 20, judged: 60 });
    expect(history.lastHour(NOON + 300 * MINUTE)).toEqual({ up: 0, judged: 0 });
  });

  it('does not count what a clock that went back left in the future', () => {
    const history = new History();
    history.record('failed', NOON + 30 * MINUTE);
    history.record('passed', NOON);
    expect(history.lastHour(NOON)).toEqual({ up: 1, judged: 1 });
  });
});
