import { statSync } from 'node:fs';
import { join } from 'node:path';
import { RETENTION } from '../../local/store/archive.ts';
import type { Benchmark, Row } from '../benchmark.ts';
import { askOnce } from '../child.ts';
import { inDirectory } from '../in-directory.ts';
import type { Filled, Opened, Question } from './child.ts';
import { type Sizes, sizesOf } from './size.ts';
import { CHECKS } from './work.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const MB = 1e6;

/** The start of blocks of every step, so that whole ones are weighed. */
const START = Math.floor(Date.parse('2026-11-21T12:00:00Z') / (10 * DAY_MS)) * 10 * DAY_MS;

export const archive: Benchmark = {
  about: `what one machine remembers of ${CHECKS} checks, each commit synced to the disk`,
  run: async ({ quick }) => [
    ...(await inDirectory((directory) => everyTenSeconds(directory, quick ? HOUR_MS : DAY_MS))),
    ...(await inDirectory((directory) => everyMinute(directory, quick ? HOUR_MS : 15 * DAY_MS))),
  ],
};

const ask = <Answer>(question: Question): Promise<Answer> =>
  askOnce<Answer>(import.meta.resolve('./child.ts'), question);

async function everyTenSeconds(directory: string, lengthMs: number): Promise<Row[]> {
  const to = START + lengthMs;
  const filled = await ask<Filled>({ work: 'fill', directory, from: START, to, everyMs: 10_000 });
  const rate = filled.results / filled.seconds;
  const count = filled.results.toLocaleString('en');
  return [
    {
      name: 'ingested, every 10 s',
      value: rate,
      unit: 'results/s',
      note: `${count} results, in commits of ${CHECKS}`,
    },
    { name: 'longest hold of the event loop', value: filled.longestHoldMs, unit: 'ms' },
    ...(await sizes(directory, lengthMs)),
  ];
}

async function sizes(directory: string, lengthMs: number): Promise<Row[]> {
  const minutes = sizesOf(directory);
  const file = statSync(join(directory, 'vedette.sqlite')).size;
  const structure = file / totalOf(minutes);
  const steps = [minutes.steps[RETENTION[0].stepSeconds] ?? 0];
  for (const [tier, { days }] of RETENTION.entries()) {
    const coarser = RETENTION[tier + 1];
    if (!coarser) break;
    await ask({ work: 'sweep', directory, now: START + lengthMs + (days + 1) * DAY_MS });
    steps.push(sizesOf(directory).steps[coarser.stepSeconds] ?? 0);
  }
  const perDay = (bytes: number) => (bytes * structure * (DAY_MS / lengthMs)) / MB;
  const written = `${lengthMs / HOUR_MS} h written, nothing computed`;
  const measured = `from ${lengthMs / HOUR_MS} hours written, the file's own structure included`;
  const figures = { passed: perDay(minutes.passed), bad: perDay(minutes.bad), steps: steps.map(perDay) };
  return [
    { name: 'the file as written', value: file / MB, unit: 'MB', note: written },
    ...RETENTION.map(({ stepSeconds }, tier): Row => {
      const value = figures.steps[tier] ?? Number.NaN;
      return { name: `a day in steps of ${stepSeconds} s`, value, unit: 'MB', note: measured };
    }),
    { name: 'a day of passed results', value: figures.passed, unit: 'MB', note: 'kept for a day' },
    { name: 'a day of the others', value: figures.bad, unit: 'MB', note: 'one in 500 does not pass' },
    { name: 'the file after a month', value: after(30, figures), unit: 'MB', note: 'computed from these' },
    { name: 'the file after a year', value: after(365, figures), unit: 'MB', note: 'computed from these' },
  ];
}

const totalOf = ({ steps, passed, bad }: Sizes): number =>
  Object.values(steps).reduce((sum, bytes) => sum + bytes, passed + bad);

interface PerDay {
  readonly passed: number;
  readonly bad: number;
  readonly steps: readonly number[];
}

/** The size after some days: each tier holds the days that the finer one no longer does. */
function after(days: number, { passed, bad, steps }: PerDay): number {
  let held = 0;
  let size = passed + bad * days;
  for (const [tier, { days: kept }] of RETENTION.entries()) {
    size += (steps[tier] ?? 0) * (Math.min(days, kept) - held);
    held = Math.min(days, kept);
  }
  return size;
}

async function everyMinute(directory: string, lengthMs: number): Promise<Row[]> {
  const to = START + lengthMs;
  const filled = await ask<Filled>({ work: 'fill', directory, from: START, to, everyMs: MINUTE_MS });
  const opened = await ask<Opened>({ work: 'open', directory, now: to });
  const count = filled.results.toLocaleString('en');
  const days = lengthMs / DAY_MS;
  return [
    {
      name: 'memory after so many results',
      value: filled.afterMb,
      unit: 'MB',
      note: `${count}; ${filled.beforeMb.toFixed(0)} MB before the first, ${filled.peakMb.toFixed(0)} MB at its most`,
    },
    {
      name: 'opened',
      value: opened.openMs,
      unit: 'ms',
      note: `with ${days.toLocaleString('en', { maximumFractionDigits: 2 })} days of a result a minute`,
    },
    { name: 'first look at every check', value: opened.firstLookMs, unit: 'ms', note: 'opening included' },
  ];
}
