import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { describe, expect, test } from 'vitest';
import {
  datumAt,
  expectFilled,
  FILLER,
  fill,
  NOW,
  newDirectory,
  openIn,
  resultAt,
} from '../../test/archive.ts';
import { openDatabase } from './database.ts';

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

  test('in a place where a directory can be made later: there from then on', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    const archive = openIn(join(file, 'deeper'));
    await fill(archive);
    rmSync(file);
    await archive.sweep(NOW);
    expect(archive.trouble()).toBeUndefined();
    await archive.close();
    await expectFilled(openIn(join(file, 'deeper')));
  });

  test('in a place that turns out to have an archive already: that one is left as it is', async () => {
    const directory = newDirectory();
    const first = openIn(join(directory, 'data'));
    await fill(first);
    await first.close();
    renameSync(join(directory, 'data'), join(directory, 'mounted later'));
    writeFileSync(join(directory, 'data'), '');
    const second = openIn(join(directory, 'data'));
    await second.notifications.put('incidents', 'i', 'another', { version: 0 });
    rmSync(join(directory, 'data'));
    renameSync(join(directory, 'mounted later'), join(directory, 'data'));
    await second.sweep(NOW);
    expect(second.trouble()).toBeDefined();
    await second.close();
    await expectFilled(openIn(join(directory, 'data')));
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
