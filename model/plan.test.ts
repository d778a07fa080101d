import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueWithin, MAX_RUNS_PER_BATCH, nextDue, type Plannable, plan, SLOT_SECONDS } from './plan.ts';
import { worstCaseMs } from './retry.ts';

const MINUTE = 29_000_000 * 60;

const check = (id: string, everyMs: number, more: Partial<Plannable> = {}): Plannable => ({
  id,
  everyMs,
  timeoutMs: 5_000,
  retry: 'none',
  lane: 'light',
  enabled: true,
  locations: ['here'],
  ...more,
});

const everyMs = fc.oneof(
  fc.constantFrom(10_000, 20_000, 30_000),
  fc.integer({ min: 1, max: 1_440 }).map((m) => m * 60_000),
);
const plannable = fc
  .record({ id: fc.string({ minLength: 1 }), everyMs })
  .map((one) => check(one.id, one.everyMs));

describe('a check is due', () => {
  it('once in each of its intervals, whatever the minutes asked for', () => {
    fc.assert(
      fc.property(plannable, fc.integer({ min: 0, max: 3e7 }), (one, minute) => {
        const minutes = Math.ceil(one.everyMs / 60_000) * 2;
        const due = Array.from({ length: minutes }, (_, n) => dueWithin(one, (minute + n) * 60)).flat();
        const gaps = due.slice(1).map((at, n) => (at - (due[n] ?? 0)) * 1_000);
        expect(new Set(gaps).size).toBeLessThanOrEqual(1);
        expect(gaps.every((gap) => gap === one.everyMs)).toBe(true);
        expect(due.length).toBe((minutes * 60_000) / one.everyMs);
      }),
      { numRuns: 200 },
    );
  });

  it('next when the plan of that minute says so', () => {
    fc.assert(
      fc.property(plannable, fc.integer({ min: 0, max: 2e9 }), (one, from) => {
        const at = nextDue(one, from);
        expect(at).toBeGreaterThanOrEqual(from);
        expect(at - from).toBeLessThan(one.everyMs / 1_000);
        expect(dueWithin(one, Math.floor(at / 60) * 60)).toContain(at);
      }),
    );
  });

  it('spread over the minute: no second holds more than three times its share of 6,000 checks', () => {
    const seconds = new Map<number, number>();
    for (let n = 0; n < 6_000; n++) {
      for (const at of dueWithin(check(`check-${n}`, 60_000), MINUTE))
        seconds.set(at, (seconds.get(at) ?? 0) + 1);
    }
    expect(seconds.size).toBe(60);
    expect(Math.max(...seconds.values())).toBeLessThan(300);
  });
});

describe('plan', () => {
  const checks = Array.from({ length: 2_000 }, (_, n) =>
    check(`c${n}`, [10_000, 60_000, 300_000][n % 3] ?? 0),
  );

  it('is the same when asked again for any second of the minute', () => {
    const first = plan({ checks, at: MINUTE, location: 'here' });
    expect(plan({ checks, at: MINUTE + 59, location: 'here' })).toEqual(first);
  });

  it('holds each due run exactly once, in a batch that goes out at or before it, by less than a slot', () => {
    const batches = plan({ checks, at: MINUTE, location: 'here' });
    const planned = batches.flatMap(({ runs, delaySeconds }) =>
      runs.map((run) => ({ ...run, delaySeconds })),
    );
    const due = checks.flatMap((one) => dueWithin(one, MINUTE).map((at) => `${one.id}@${at}`));
    expect(planned.map((run) => `${run.check}@${run.at}`).sort()).toEqual(due.sort());
    for (const { at, delaySeconds } of planned) {
      expect(at - MINUTE - delaySeconds).toBeGreaterThanOrEqual(0);
      expect(at - MINUTE - delaySeconds).toBeLessThan(SLOT_SECONDS);
    }
  });

  it('keeps every batch within what one invocation gets through', () => {
    const slow = Array.from({ length: 500 }, (_, n) =>
      check(`s${n}`, 120_000, { timeoutMs: 60_000, retry: { attempts: 1, after: '0ms' } }),
    );
    for (const { runs } of plan({ checks: [...checks, ...slow], at: MINUTE, location: 'here' })) {
      expect(runs.length).toBeLessThanOrEqual(MAX_RUNS_PER_BATCH.light);
      const work = runs
        .map((run) => [...checks, ...slow].find(({ id }) => id === run.check))
        .map((one) => worstCaseMs(one as Plannable));
      expect(work.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(50 * 120_000);
    }
  });

  it.each<[sentence: string, Plannable]>([
    ['a disabled check', check('a', 10_000, { enabled: false })],
    ['a check of another location', check('a', 10_000, { locations: ['there'] })],
  ])('leaves out %s', (_sentence, one) => {
    expect(plan({ checks: [one], at: MINUTE, location: 'here' })).toEqual([]);
  });
});
