import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite, { type Database } from 'node-sqlite3-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import { datumAt, FILLER, NOW, newDirectory, openIn, resultAt, seriesOf } from '../../test/archive.ts';
import type { Archive } from './archive.ts';
import { DAY_MS, HOUR_MS } from './block.ts';
import { openDatabase } from './database.ts';

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

/** A disk of 400 KB, where we may mount one. */
function mountSmallDisk(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'vedette-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', directory]);
  if (status === 0) return directory;
  rmdirSync(directory);
  return undefined;
}

const mounted = mountSmallDisk();
afterAll(() => {
  if (!mounted) return;
  spawnSync('umount', [mounted]);
  rmdirSync(mounted);
});

test.skipIf(!mounted)(
  'a disk that is really full: told in its own words, and nothing acknowledged is lost',
  async () => {
    const directory = join(mounted ?? '', 'data');
    const archive = openIn(directory);
    let acknowledged = 0;
    for (; acknowledged < 1_000; acknowledged++) {
      await archive.record([resultAt(NOW + acknowledged, 'failed')], []);
      if (archive.trouble() !== undefined) break;
    }
    expect(archive.trouble()).toContain('(no space is left on its disk)');
    expect(archive.results({ check: 'portfolio', limit: 2_000 })).toHaveLength(acknowledged + 1);
    await archive.close();
    const again = openIn(directory);
    // The commit that failed may be there too: its promise was kept by memory.
    const there = again.results({ check: 'portfolio', limit: 2_000 }).length;
    expect([acknowledged, acknowledged + 1]).toContain(there);
    await again.close();
  },
);

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
    await second.record([resultAt(NOW)], []);
    await second.close();
    const third = openIn(directory);
    expect(third.results({ check: 'portfolio', limit: 9 })).toEqual([resultAt(NOW)]);
    expect(third.trouble()).toBeUndefined();
  });

  test('because a block of data in it is not whole: set aside, and who was told is still known', async () => {
    const directory = newDirectory();
    const first = openIn(directory);
    await fill(first);
    await first.close();
    const db = openDatabase(join(directory, 'vedette.sqlite'));
    db.exec("update results set value = x'00'");
    db.close();
    const second = openIn(directory);
    expect(second.results({ check: 'portfolio', limit: 9 })).toEqual([]);
    expect(second.trouble()).toMatch(/is damaged .* a fresh one was begun$/);
    expect(second.alarmStates()).toHaveLength(1);
    expect(second.inbox(9)).toHaveLength(1);
    await second.close();
    const kept = await openIn(directory).notifications.get('incidents', 'i');
    expect(kept).toEqual({ id: 'i', version: 1, value: { open: true } });
  });
});
