import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';
import type { Archive, StepSeconds } from '../local/store/archive.ts';
import type { openDatabase } from '../local/store/database.ts';
import { openArchive } from '../local/store/open-archive.ts';
import type { Datum } from '../model/metric.ts';
import type { Result, State } from '../model/result.ts';

export const NOW = Date.parse('2026-11-21T12:00:00Z');
export const MINUTE_MS = 60_000;

const opened: Archive[] = [];
const directories: string[] = [];

/** Removed after the test. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'vedette-archive-'));
  directories.push(directory);
  return directory;
}

/** Closed after the test, if it is not before. */
export function openIn(directory: string, open?: typeof openDatabase): Archive {
  const archive = openArchive({ directory, clock: { now: () => NOW }, ...(open && { open }) });
  opened.push(archive);
  return archive;
}

afterEach(async () => {
  for (const archive of opened.splice(0)) await archive.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function resultAt(at: number, state: State = 'passed', check = 'portfolio'): Result {
  const startedAt = new Date(at + 7).toISOString();
  const seen = {
    startedAt,
    state,
    message: `GET answered 200 at ${at}`,
    phases: { dns: 1.25, total: 35.127 },
    lag: 0.5,
  };
  return {
    ...seen,
    check,
    kind: 'http',
    target: 'https://example.com/v1',
    location: 'local',
    scheduledAt: new Date(at).toISOString(),
    ...(state !== 'passed' && { reason: 'unexpected_response' as const }),
    attempts: [{ ...seen, assertions: [], measurements: {} }],
    labels: { severity: 'critical', team: 'platform' },
  };
}

export const datumAt = (at: number, value: number, check = 'portfolio'): Datum => ({
  metric: 'duration',
  dimensions: { Check: check, Location: 'local' },
  value,
  at,
  resolution: 1,
});

export const seriesOf = (archive: Archive, stepSeconds: StepSeconds, from = 0, to = NOW + 86_400_000) =>
  archive.series({
    metric: 'duration',
    dimensions: { Location: 'local', Check: 'portfolio' },
    from,
    to,
    stepSeconds,
  });

/** More rows than are left lying unpacked. */
export const FILLER = Array.from({ length: 8_200 }, (_, index) =>
  datumAt(NOW + index * MINUTE_MS, 1, 'filler'),
);

/** Puts a little of everything in. */
export async function fill(archive: Archive): Promise<void> {
  await Promise.all([
    archive.record([resultAt(NOW), resultAt(NOW + 1, 'failed')], [datumAt(NOW, 3)]),
    archive.putAlarmChange({ alarm: 'a', state: 'ALARM', at: NOW, reason: 'r' }),
    archive.putInbox({ receiver: 'slack', at: NOW, subject: 's', text: 't' }),
    archive.notifications.put('incidents', 'i', { open: true }, { version: 0 }),
  ]);
}

/** Holds when all that `fill` put in is still there. */
export async function expectFilled(archive: Archive): Promise<void> {
  expect(archive.results({ check: 'portfolio', limit: 9 })).toEqual([
    resultAt(NOW + 1, 'failed'),
    resultAt(NOW),
  ]);
  expect(seriesOf(archive, 60)).toEqual([{ at: NOW, count: 1, sum: 3, min: 3, max: 3 }]);
  expect(archive.alarmStates()).toHaveLength(1);
  expect(archive.inbox(9)).toHaveLength(1);
  expect(await archive.notifications.get('incidents', 'i')).toMatchObject({ version: 1 });
}
