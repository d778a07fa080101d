import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../functions/platform/clock.ts';
import type { Job } from '../functions/runner/run-check.ts';
import { http, project } from '../index.ts';
import type { Every } from '../model/check.ts';
import { phaseSeconds, type Run } from '../model/plan.ts';
import { resolve } from '../model/resolve.ts';
import { kinds } from '../probes/kinds.ts';
import { keepSchedule, Timeline } from './schedule.ts';

const checksEvery = (intervals: readonly Every[]) =>
  resolve(
    project({
      home: 'eu-west-1',
      defaults: { timeout: '5s', locations: ['us-east-1'] },
      checks: intervals.map((every, index) => http(`check-${index}`, { url: 'https://example.com/', every })),
    }),
    kinds,
  ).checks;

const INTERVALS: readonly Every[] = ['10s', '20s', '30s', '1m', '5m'];
const CHECKS = checksEvery(INTERVALS);
const NOON = 1_800_000_000;

/** When the runs of these checks are due, straight from the definition of due. */
function dueWithin(from: number, to: number): string[] {
  const seconds = Array.from({ length: to - from }, (_, index) => from + 1 + index);
  const isDue = (id: string, every: number, at: number) => (at - phaseSeconds(id, every)) % every === 0;
  return seconds.flatMap((at) =>
    CHECKS.filter(({ id, everyMs }) => isDue(id, everyMs / 1_000, at)).map(({ id }) => `${at} ${id}`),
  );
}

const told = (runs: readonly Run[]) => runs.map(({ at, check }) => `${at} ${check}`).sort();

describe('the timeline', () => {
  it('hands out every run once, whichever seconds it is asked at', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: NOON, max: NOON + 3_600 }), steps, (from, gaps) => {
        const timeline = new Timeline(CHECKS, from);
        let now = from;
        const runs = gaps.flatMap((gap) => {
          now += gap;
          return timeline.advance(now);
        });
        expect(told(runs)).toEqual(dueWithin(from, now).sort());
      }),
      { numRuns: 50 },
    );
  });

  it('looks back no longer than a day after a leap forward', () => {
    const timeline = new Timeline(checksEvery(['5m']), NOON);
    expect(timeline.advance(NOON + 10 * 86_400)).toHaveLength(288);
  });

  it('waits out a small step back, and runs nothing twice', () => {
    const timeline = new Timeline(CHECKS, NOON);
    timeline.advance(NOON + 60);
    expect(timeline.advance(NOON + 55)).toEqual([]);
    expect(told(timeline.advance(NOON + 120))).toEqual(dueWithin(NOON + 60, NOON + 120).sort());
  });

  it('goes on from the new time after a leap back', () => {
    const timeline = new Timeline(CHECKS, NOON);
    timeline.advance(NOON + 60);
    expect(timeline.advance(NOON - 7_200)).toEqual([]);
    expect(told(timeline.advance(NOON - 7_140))).toEqual(dueWithin(NOON - 7_200, NOON - 7_140).sort());
  });
});

/** A clock that a sleep moves on at once; `onSleep` may move it further. */
function heldClock(onSleep: (now: number) => number = (now) => now) {
  let now = NOON * 1_000 + 400;
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    sleep: async (ms) => {
      now = onSleep(now + ms);
      await new Promise(setImmediate);
    },
  };
  return clock;
}

interface Kept {
  readonly jobs: readonly (Job & { readonly at: number })[];
  readonly dropped: readonly Run[];
}

/** Keeps a schedule for so many seconds; each job takes `takesMs` by its clock. */
async function keepFor(
  seconds: number,
  options: { clock: Clock; every: Every; takesMs?: number },
): Promise<Kept> {
  const { clock, every, takesMs = 0 } = options;
  const stop = new AbortController();
  const jobs: (Job & { at: number })[] = [];
  const dropped: Run[] = [];
  const end = clock.now() + seconds * 1_000;
  await keepSchedule({
    checks: checksEvery([every]),
    clock: {
      ...clock,
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal);
        if (clock.now() >= end) stop.abort();
      },
    },
    signal: stop.signal,
    run: async (due, onOver) => {
      jobs.push(...due.map((job) => ({ ...job, at: clock.now() })));
      const until = clock.now() + takesMs;
      while (clock.now() < until && !stop.signal.aborted) await new Promise(setImmediate);
      for (const job of due) onOver(job);
    },
    onDropped: (run) => dropped.push(run),
  });
  return { jobs, dropped };
}

describe('the schedule', () => {
  it('runs every check at once, and then at its due second', async () => {
    const { jobs, dropped } = await keepFor(60, { clock: heldClock(), every: '10s' });
    expect(jobs[0]).toMatchObject({ dueAt: NOON * 1_000 + 400, location: 'local' });
    const planned = jobs.slice(1);
    expect(planned).toHaveLength(6);
    for (const { at, dueAt } of planned) expect(at).toBe(dueAt);
    expect(dropped).toEqual([]);
  });

  it('does not drift when the timer is late', async () => {
    const clock = heldClock((now) => now + 137);
    const { jobs } = await keepFor(600, { clock, every: '10s' });
    expect(jobs.slice(1)).toHaveLength(60);
    for (const { at, dueAt } of jobs.slice(1)) expect(at - dueAt).toBeLessThan(1_300);
  });

  it('never runs a check twice at once; the run waits, and is dropped when it is too late', async () => {
    const { jobs, dropped } = await keepFor(120, { clock: heldClock(), every: '10s', takesMs: 25_000 });
    const starts = jobs.map(({ at }) => at);
    for (const [index, at] of starts.slice(1).entries()) {
      expect(at - (starts[index] ?? 0)).toBeGreaterThanOrEqual(25_000);
    }
    for (const { at, dueAt } of jobs) expect(at - dueAt).toBeLessThanOrEqual(10_000);
    expect(jobs.length - 1 + dropped.length).toBeGreaterThanOrEqual(11);
    expect(dropped.length).toBeGreaterThanOrEqual(6);
  });

  it('drops and counts what it slept through, and goes on', async () => {
    let hasSlept = false;
    const clock = heldClock((now) => {
      if (hasSlept || now < NOON * 1_000 + 30_000) return now;
      hasSlept = true;
      return now + 3_600_000;
    });
    const { jobs, dropped } = await keepFor(3_660, { clock, every: '10s' });
    expect(dropped).toHaveLength(359);
    expect(jobs.length + dropped.length).toBe(1 + 366);
  });
});
