import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { afterEach, describe, expect, test } from 'vitest';
import type { Datum } from '../../model/metric.ts';
import type { Result, State } from '../../model/result.ts';
import type { Archive, SeriesPoint, StepSeconds } from './archive.ts';
import { DAY_MS, HOUR_MS } from './block.ts';
import { openDatabase } from './database.ts';
import { openArchive } from './open-archive.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE_MS = 60_000;

const opened: Archive[] = [];
const directories: string[] = [];

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'vedette-archive-'));
  directories.push(directory);
  return directory;
}

function openIn(directory: string, open?: typeof openDatabase): Archive {
  const archive = openArchive({ directory, clock: { now: () => NOW }, ...(open && { open }) });
  opened.push(archive);
  return archive;
}

afterEach(async () => {
  for (const archive of opened.splice(0)) await archive.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function resultAt(at: number, state: State = 'passed', check = 'portfolio'): Result {
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

const datumAt = (at: number, value: number, check = 'portfolio'): Datum => ({
  metric: 'duration',
  dimensions: { Check: check, Location: 'local' },
  value,
  at,
  resolution: 1,
});

const seriesOf = (archive: Archive, stepSeconds: StepSeconds, from = 0, to = NOW + DAY_MS) =>
  archive.series({
    metric: 'duration',
    dimensions: { Location: 'local', Check: 'portfolio' },
    from,
    to,
    stepSeconds,
  });

/** What a series of these steps has to be, worked out from the datums in the plainest way. */
function expected(datums: readonly Datum[], stepSeconds: StepSeconds): SeriesPoint[] {
  const stepMs = stepSeconds * 1_000;
  const starts = [...new Set(datums.map(({ at }) => Math.floor(at / stepMs) * stepMs))].sort((a, b) => a - b);
  return starts.map((start) => {
    const values = datums.filter(({ at }) => at >= start && at < start + stepMs).map(({ value }) => value);
    const sum = values.reduce((total, value) => total + value, 0);
    return { at: start, count: values.length, sum, min: Math.min(...values), max: Math.max(...values) };
  });
}

/** Numbers that look like chance and are the same each time; quarters add up exactly. */
function* quarters(): Generator<number> {
  for (let seed = 1; ; seed = (seed * 48_271) % 2_147_483_647) yield (seed % 4_000) / 4;
}

function datumsEvery(stepMs: number, count: number, until = NOW): Datum[] {
  const values = quarters();
  return Array.from({ length: count }, (_, index) =>
    datumAt(until - (count - index) * stepMs, Number(values.next().value)),
  );
}

const shuffled = <Item>(items: readonly Item[]): Item[] => {
  const order = quarters();
  return items
    .map((item) => ({ item, key: Number(order.next().value) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
};

/** More rows than are left lying unpacked. */
const FILLER = Array.from({ length: 8_200 }, (_, index) => datumAt(NOW + index * MINUTE_MS, 1, 'filler'));

describe('a series', () => {
  test('is added up to each step, whatever the order in which its values came', async () => {
    const archive = openIn(newDirectory());
    const datums = datumsEvery(10_000, 1_000);
    await archive.record([], shuffled(datums));
    for (const step of [60, 300, 3_600] as const)
      expect(seriesOf(archive, step)).toEqual(expected(datums, step));
  });

  test('is the same after it was packed, and takes late values then too', async () => {
    const archive = openIn(newDirectory());
    const [early, late] = halvesOf(shuffled(datumsEvery(10_000, 1_000)));
    await archive.record([], [...early, ...FILLER]);
    await archive.sweep(NOW);
    expect(seriesOf(archive, 60, 0, NOW)).toEqual(expected(early, 60));
    await archive.record([], late);
    for (const step of [60, 300, 3_600] as const)
      expect(seriesOf(archive, step, 0, NOW)).toEqual(expected([...early, ...late], step));
    await archive.record([], FILLER);
    await archive.sweep(NOW);
    expect(seriesOf(archive, 60, 0, NOW)).toEqual(expected([...early, ...late], 60));
  });

  test('is rolled up to five minutes after 15 days and to hours after 63, exactly, and forgotten after 455', async () => {
    const archive = openIn(newDirectory());
    const [early, late] = halvesOf(shuffled(datumsEvery(97_000, 2_000)));
    const all = [...early, ...late];
    await archive.record([], [...early, ...FILLER]);
    await archive.sweep(NOW);
    await archive.sweep(NOW + 16 * DAY_MS);
    expect(seriesOf(archive, 60, 0, NOW)).toEqual([]);
    expect(seriesOf(archive, 300, 0, NOW)).toEqual(expected(early, 300));
    await archive.record([], [...late, ...FILLER]);
    await archive.sweep(NOW + 16 * DAY_MS);
    expect(seriesOf(archive, 300, 0, NOW)).toEqual(expected(all, 300));
    await archive.sweep(NOW + 65 * DAY_MS);
    expect(seriesOf(archive, 300, 0, NOW)).toEqual([]);
    expect(seriesOf(archive, 3_600, 0, NOW)).toEqual(expected(all, 3_600));
    await archive.sweep(NOW + 470 * DAY_MS);
    expect(seriesOf(archive, 3_600, 0, NOW)).toEqual([]);
  });

  test('is read from a time, included, to a time, excluded', async () => {
    const archive = openIn(newDirectory());
    await archive.record(
      [],
      [0, 1, 2, 3].map((minute) => datumAt(NOW + minute * MINUTE_MS, minute)),
    );
    const read = seriesOf(archive, 60, NOW + MINUTE_MS, NOW + 3 * MINUTE_MS);
    expect(read.map(({ sum }) => sum)).toEqual([1, 2]);
  });

  test('leaves out what is not a number', async () => {
    const archive = openIn(newDirectory());
    await archive.record(
      [],
      [datumAt(NOW, Number.NaN), datumAt(NOW, Number.POSITIVE_INFINITY), datumAt(NOW, 2)],
    );
    expect(seriesOf(archive, 60)).toEqual([{ at: NOW, count: 1, sum: 2, min: 2, max: 2 }]);
  });
});

function halvesOf<Item>(items: readonly Item[]): [Item[], Item[]] {
  const middle = Math.floor(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

describe('results', () => {
  test('come latest first, those that did not pass whole', async () => {
    const archive = openIn(newDirectory());
    const states = ['passed', 'failed', 'passed', 'degraded', 'errored', 'passed'] as const;
    const results = states.map((state, index) => resultAt(NOW + index * 1_000, state));
    await archive.record(shuffled(results), []);
    expect(archive.results({ check: 'portfolio', limit: 10 })).toEqual([...results].reverse());
    expect(archive.results({ check: 'portfolio', limit: 2, bad: true })).toEqual([results[4], results[3]]);
    expect(archive.results({ check: 'portfolio', limit: 2, before: NOW + 3_000 })).toEqual([
      results[2],
      results[1],
    ]);
    expect(archive.results({ check: 'another', limit: 2 })).toEqual([]);
  });

  test('that passed at the second attempt are kept whole', async () => {
    const archive = openIn(newDirectory());
    const [failed] = resultAt(NOW, 'failed').attempts;
    const [passed] = resultAt(NOW).attempts;
    const retried = {
      ...resultAt(NOW),
      attempts: [failed, passed].filter((attempt) => attempt !== undefined),
    };
    await archive.record([retried], []);
    expect(archive.results({ check: 'portfolio', limit: 1 })).toEqual([retried]);
    expect(archive.results({ check: 'portfolio', limit: 1, bad: true })).toEqual([]);
  });

  test('that passed are the same after they were packed, and are forgotten after a day; the others stay', async () => {
    const archive = openIn(newDirectory());
    const results = Array.from({ length: 9_000 }, (_, index) => resultAt(NOW + index * 1_000));
    const failed = resultAt(NOW - 1_000, 'failed');
    await archive.record([...results, failed], []);
    await archive.sweep(NOW + 9_000_000);
    expect(archive.results({ check: 'portfolio', limit: 9_001 })).toEqual([...results.reverse(), failed]);
    await archive.sweep(NOW + DAY_MS + 4 * HOUR_MS);
    expect(archive.results({ check: 'portfolio', limit: 9_001 })).toEqual([failed]);
    await archive.sweep(NOW + 456 * DAY_MS);
    expect(archive.results({ check: 'portfolio', limit: 9_001 })).toEqual([]);
  });

  test('that did not pass are 10,000 of one check at most, the latest', async () => {
    const archive = openIn(newDirectory());
    const results = Array.from({ length: 10_700 }, (_, index) => resultAt(NOW + index, 'failed'));
    await archive.record([resultAt(NOW, 'failed', 'another'), ...results], []);
    await archive.sweep(NOW);
    const kept = archive.results({ check: 'portfolio', limit: 20_000 });
    expect(kept).toHaveLength(10_000);
    expect(kept.at(-1)).toEqual(results[700]);
    expect(archive.results({ check: 'another', limit: 2 })).toHaveLength(1);
  });

  test('of an hour that a clock lived twice are all there, and so are their values', async () => {
    const archive = openIn(newDirectory());
    const minutes = Array.from({ length: 60 }, (_, minute) => NOW + minute * MINUTE_MS);
    for (const at of [...minutes, NOW + 60 * MINUTE_MS, ...minutes, NOW + 120 * MINUTE_MS]) {
      await archive.record([resultAt(at)], [datumAt(at, 1)]);
      await archive.sweep(at);
    }
    expect(archive.results({ check: 'portfolio', limit: 1_000 })).toHaveLength(122);
    expect(seriesOf(archive, 3_600).map(({ count }) => count)).toEqual([120, 1, 1]);
  });
});

describe('what happened', () => {
  test('of each alarm the latest change is its state, however old and whatever the clock said', async () => {
    const archive = openIn(newDirectory());
    const change = (alarm: string, state: 'OK' | 'ALARM', at: number) => ({
      alarm,
      state,
      at,
      reason: `is ${state}`,
    });
    const put = [change('a', 'ALARM', NOW), change('b', 'ALARM', NOW), change('a', 'OK', NOW - HOUR_MS)];
    for (const each of put) await archive.putAlarmChange(each);
    expect(archive.alarmStates()).toEqual([put[2], put[1]]);
    expect(archive.alarmChanges(2)).toEqual([put[2], put[1]]);
    expect(archive.alarmChanges(9, 'a')).toEqual([put[2], put[0]]);
    await archive.sweep(NOW + 500 * DAY_MS);
    expect(archive.alarmStates()).toEqual([put[2], put[1]]);
    expect(archive.alarmChanges(9)).toHaveLength(2);
  });

  test('the inbox is read latest first, and what is old is gone', async () => {
    const archive = openIn(newDirectory());
    const entry = (at: number) => ({ receiver: 'slack', at, subject: `at ${at}`, text: 'a\nb' });
    for (const at of [NOW, NOW + 1, NOW + 2]) await archive.putInbox(entry(at));
    expect(archive.inbox(2)).toEqual([entry(NOW + 2), entry(NOW + 1)]);
    await archive.sweep(NOW + 455 * DAY_MS + 2);
    expect(archive.inbox(9)).toEqual([entry(NOW + 2)]);
  });

  test('incidents that may be forgotten are', async () => {
    const { notifications, sweep } = openIn(newDirectory());
    await notifications.put('incidents', 'old', 1, { version: 0, expiresAt: NOW });
    await notifications.put('incidents', 'new', 1, { version: 0, expiresAt: NOW + 2 });
    await sweep(NOW + 1);
    expect((await notifications.list('incidents')).map(({ id }) => id)).toEqual(['new']);
  });
});

/** Puts a little of everything in. */
async function fill(archive: Archive): Promise<void> {
  await Promise.all([
    archive.record([resultAt(NOW), resultAt(NOW + 1, 'failed')], [datumAt(NOW, 3)]),
    archive.putAlarmChange({ alarm: 'a', state: 'ALARM', at: NOW, reason: 'r' }),
    archive.putInbox({ receiver: 'slack', at: NOW, subject: 's', text: 't' }),
    archive.notifications.put('incidents', 'i', { open: true }, { version: 0 }),
  ]);
}

async function expectFilled(archive: Archive): Promise<void> {
  expect(archive.results({ check: 'portfolio', limit: 9 })).toEqual([
    resultAt(NOW + 1, 'failed'),
    resultAt(NOW),
  ]);
  expect(seriesOf(archive, 60)).toEqual([{ at: NOW, count: 1, sum: 3, min: 3, max: 3 }]);
  expect(archive.alarmStates()).toHaveLength(1);
  expect(archive.inbox(9)).toHaveLength(1);
  expect(await archive.notifications.get('incidents', 'i')).toMatchObject({ version: 1 });
}

describe('a file', () => {
  test('has it all after it was closed and opened', async () => {
    const directory = newDirectory();
    const first = openIn(directory);
    await fill(first);
    await first.close();
    const second = openIn(directory);
    await expectFilled(second);
    expect(second.trouble()).toBeUndefined();
  });

  test('is refused to a second process, by who has it', () => {
    const directory = newDirectory();
    openIn(directory);
    expect(() => openIn(directory)).toThrow(
      new RegExp(`^${directory} is in use by process ${process.pid}: stop that one, .*directory of its own$`),
    );
  });

  test('takes no more once it is closed', async () => {
    const archive = openIn(newDirectory());
    const last = archive.record([resultAt(NOW)], []);
    await archive.close();
    await expect(last).resolves.toBeUndefined();
    await expect(archive.record([resultAt(NOW)], [])).rejects.toThrow('the archive is closed');
  });
});

const PAGES_OF_A_SMALL_DISK = 60;

/** A disk on which a file can grow to a few pages. */
function smallDisk(file?: string): Database {
  const db = openDatabase(file);
  if (file !== undefined) db.exec(`pragma max_page_count = ${PAGES_OF_A_SMALL_DISK}`);
  return db;
}

describe('a full disk', () => {
  test('is told, and everything goes on in memory, with what there was', async () => {
    const archive = openIn(newDirectory(), smallDisk);
    await fill(archive);
    expect(archive.trouble()).toBeUndefined();
    for (let index = 0; archive.trouble() === undefined && index < 1_000; index++)
      await archive.record([resultAt(NOW + index, 'failed', 'filler')], []);
    expect(archive.trouble()).toMatch(
      /vedette\.sqlite cannot be used \(database or disk is full\): a day is/,
    );
    await expectFilled(archive);
    await archive.record([resultAt(NOW + 2)], []);
    expect(archive.results({ check: 'portfolio', limit: 1 })).toEqual([resultAt(NOW + 2)]);
  });

  test('costs nothing of what was acknowledged before, nor is memory held for more than a day', async () => {
    const directory = newDirectory();
    const archive = openIn(directory, smallDisk);
    await fill(archive);
    let acknowledged = 0;
    for (; acknowledged < 1_000; acknowledged++) {
      await archive.record([resultAt(NOW + acknowledged, 'failed', 'filler')], []);
      if (archive.trouble() !== undefined) break;
    }
    await archive.sweep(NOW + DAY_MS + HOUR_MS);
    expect(archive.results({ check: 'filler', limit: 9 })).toEqual([]);
    await archive.close();
    const again = openIn(directory);
    await expectFilled(again);
    expect(again.results({ check: 'filler', limit: 1_000 })).toHaveLength(acknowledged);
    expect(acknowledged).toBeGreaterThan(10);
  });
});

describe('a file that cannot be used', () => {
  test('in a place where no directory can be made: in memory', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    const archive = openIn(join(file, 'deeper'));
    await fill(archive);
    await expectFilled(archive);
    expect(archive.trouble()).toMatch(
      /^\S+deeper\/vedette\.sqlite cannot be used \(ENOTDIR.*: a day is remembered/,
    );
  });

  test('because a later version wrote it: left as it is, in memory', async () => {
    const directory = newDirectory();
    const file = join(directory, 'vedette.sqlite');
    const later = new sqlite.Database(file);
    later.exec('create table unheard_of (a); pragma user_version = 7');
    later.close();
    const before = readFileSync(file);
    const archive = openIn(directory);
    await fill(archive);
    await expectFilled(archive);
    expect(archive.trouble()).toContain('it has schema version 7, and this Vedette knows 1');
    await archive.close();
    expect(readFileSync(file)).toEqual(before);
  });

  const DAMAGE = {
    'is something else altogether': (file: string) =>
      writeFileSync(file, 'not a database, whatever it says\n'.repeat(300)),
    'has lost its second half': (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2)),
    'has noise in place of all but its first pages': (file: string) => {
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0xa5, 3 * 4_096));
    },
  };
  test.each(Object.entries(DAMAGE))('because it %s: set aside, and a fresh one begun', async (_, damage) => {
    const directory = newDirectory();
    const first = openIn(directory);
    await fill(first);
    await first.record(
      Array.from({ length: 500 }, (_, index) => resultAt(NOW + index, 'failed', 'filler')),
      FILLER,
    );
    await first.close();
    damage(join(directory, 'vedette.sqlite'));
    const second = openIn(directory);
    await second.record([resultAt(NOW - 1, 'failed', 'filler')], [datumAt(NOW, 1, 'filler')]);
    second.results({ check: 'filler', limit: 1_000 });
    expect(second.trouble()).toMatch(
      /^\S+\/vedette\.sqlite is damaged \([^\n]+\): it is now \S+\/vedette\.sqlite\.corrupt-2026-11-21T12-00-00\.000Z, and a fresh one was begun$/,
    );
    expect(readdirSync(directory)).toContain('vedette.sqlite.corrupt-2026-11-21T12-00-00.000Z');
    await fill(second);
    await expectFilled(second);
    await second.close();
    const third = openIn(directory);
    await expectFilled(third);
    expect(third.trouble()).toBeUndefined();
  });
});
