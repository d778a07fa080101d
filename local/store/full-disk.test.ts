import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'node-sqlite3-wasm';
import { afterAll, describe, expect, test } from 'vitest';
import {
  datumAt,
  expectFilled,
  FILLER,
  fill,
  NOW,
  newDirectory,
  openIn,
  resultAt,
  seriesOf,
} from '../../test/archive.ts';
import type { Archive } from './archive.ts';
import { DAY_MS, HOUR_MS } from './block.ts';
import { openDatabase } from './database.ts';

const PAGES_OF_A_SMALL_DISK = 60;

/** A disk on which a file can grow to a few pages. */
function smallDisk(file?: string): Database {
  const db = openDatabase(file);
  if (file !== undefined) db.exec(`pragma max_page_count = ${PAGES_OF_A_SMALL_DISK}`);
  return db;
}

/** A disk that takes nothing more for as long as it is told so. */
function stubbornDisk() {
  const disk = {
    isFull: false,
    open: (file?: string): Database => {
      const db = openDatabase(file);
      const run = db.run.bind(db);
      db.run = (...given) => {
        if (disk.isFull && file !== undefined) throw new Error('database or disk is full');
        return run(...given);
      };
      return db;
    },
  };
  return disk;
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

  test('costs nothing of what was acknowledged before', async () => {
    const directory = newDirectory();
    const archive = openIn(directory, smallDisk);
    await fill(archive);
    let acknowledged = 0;
    for (; acknowledged < 1_000; acknowledged++) {
      await archive.record([resultAt(NOW + acknowledged, 'failed', 'filler')], []);
      if (archive.trouble() !== undefined) break;
    }
    await archive.close();
    const again = openIn(directory);
    await expectFilled(again);
    expect(again.results({ check: 'filler', limit: 1_000 })).toHaveLength(acknowledged);
    expect(acknowledged).toBeGreaterThan(10);
  });

  test('does not make memory hold more than a day and the hours of a block', async () => {
    const disk = stubbornDisk();
    const archive = openIn(newDirectory(), disk.open);
    await fill(archive);
    disk.isFull = true;
    await archive.record([resultAt(NOW, 'failed', 'filler')], []);
    await archive.sweep(NOW + DAY_MS);
    expect(archive.results({ check: 'filler', limit: 9 })).toHaveLength(1);
    await archive.sweep(NOW + DAY_MS + 4 * HOUR_MS);
    expect(archive.results({ check: 'filler', limit: 9 })).toEqual([]);
  });
});

/** Everything that can be read, and what there was of each kind. */
async function everythingIn({ results, notifications, ...archive }: Archive) {
  return {
    results: ['portfolio', 'filler', 'late'].map((check) => results({ check, limit: 20_000 })),
    series: ([60, 300, 3_600] as const).map((step) =>
      seriesOf(archive as Archive, step, 0, NOW + 9 * DAY_MS),
    ),
    changes: archive.alarmChanges(100),
    inbox: archive.inbox(100),
    incidents: await notifications.list('incidents'),
  };
}

describe('a disk with room again', () => {
  /** What happens before the disk is full, while it is, and after: to one that is, and to one that never was. */
  async function course(archive: Archive, between: { full: () => Promise<void>; room: () => Promise<void> }) {
    const { notifications } = archive;
    await fill(archive);
    const old = Array.from({ length: 30 }, (_, hour) => hour * HOUR_MS);
    await archive.record(
      old.map((age) => resultAt(NOW - age)),
      old.map((age) => datumAt(NOW - age, age)),
    );
    await between.full();
    await archive.record([resultAt(NOW + 5, 'failed'), resultAt(NOW + 6)], [datumAt(NOW + 5, 7)]);
    await archive.record([resultAt(NOW + 7, 'passed', 'late')], [...FILLER, datumAt(NOW + 6, 8, 'late')]);
    await notifications.put('incidents', 'i', { open: false }, { version: 1 });
    await notifications.put('incidents', 'new', { open: true }, { version: 0 });
    await archive.putAlarmChange({ alarm: 'a', state: 'OK', at: NOW + 9, reason: 'r' });
    await archive.putInbox({ receiver: 'slack', at: NOW + 9, subject: 'over', text: 't' });
    await archive.sweep(NOW + HOUR_MS);
    await archive.record([resultAt(NOW + HOUR_MS)], [datumAt(NOW + HOUR_MS, 9)]);
    await between.room();
    await archive.record([resultAt(NOW + 2 * HOUR_MS)], [datumAt(NOW + 2 * HOUR_MS, 10)]);
    await archive.sweep(NOW + 2 * HOUR_MS);
  }

  test('has it all, as if it had never been full', async () => {
    const [directory, other] = [newDirectory(), newDirectory()];
    const disk = stubbornDisk();
    const archive = openIn(directory, disk.open);
    await course(archive, {
      full: async () => {
        disk.isFull = true;
        await archive.record([resultAt(NOW + 4)], []);
        expect(archive.trouble()).toMatch(/: a day is remembered in memory, until it can be used again$/);
      },
      room: async () => {
        await archive.sweep(NOW + HOUR_MS);
        expect(archive.trouble()).toBeDefined();
        disk.isFull = false;
        await archive.sweep(NOW + HOUR_MS);
        expect(archive.trouble()).toBeUndefined();
      },
    });
    const never = openIn(other);
    await course(never, { full: () => never.record([resultAt(NOW + 4)], []), room: async () => {} });
    await archive.close();
    await never.close();
    const [again, control] = [openIn(directory), openIn(other)];
    const there = await everythingIn(again);
    expect(there).toEqual(await everythingIn(control));
    expect(there.results[0]).toHaveLength(30);
    expect(there.incidents).toMatchObject([
      { id: 'i', version: 2 },
      { id: 'new', version: 1 },
    ]);
  });
});

/** A disk of 4 MB, where we may mount one. */
function mountSmallDisk(): string | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'vedette-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', directory]);
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

/** Leaves so many bytes of the small disk, until the returned function is called. */
function ballast(left: number): () => void {
  const file = join(mounted ?? '', 'ballast');
  const { bavail, bsize } = statfsSync(mounted ?? '');
  writeFileSync(file, Buffer.alloc(bavail * bsize - left));
  return () => rmSync(file);
}

describe.skipIf(!mounted)('a disk that is really full (needs leave to mount one)', () => {
  const inMounted = (name: string): string => join(mounted ?? '', name);

  test('is told in its own words, and nothing acknowledged is lost', async () => {
    const directory = inMounted('filled');
    const room = ballast(400_000);
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
    room();
  });

  test('is used again once it has room, with what happened meanwhile', async () => {
    const directory = inMounted('returned');
    const archive = openIn(directory);
    await fill(archive);
    const room = ballast(20_000);
    let written = 0;
    for (; archive.trouble() === undefined && written < 1_000; written++)
      await archive.record([resultAt(NOW + written, 'failed', 'filler')], []);
    await archive.sweep(NOW + HOUR_MS);
    expect(archive.trouble()).toContain('(no space is left on its disk)');
    room();
    await archive.sweep(NOW + HOUR_MS);
    expect(archive.trouble()).toBeUndefined();
    await archive.close();
    const again = openIn(directory);
    await expectFilled(again);
    expect(again.results({ check: 'filler', limit: 2_000 })).toHaveLength(written);
    await again.close();
  });

  test('from the start on: what people were told is known all the same, and is written once there is room', async () => {
    const directory = inMounted('started');
    const first = openIn(directory);
    await fill(first);
    await first.close();
    const room = ballast(0);
    const second = openIn(directory);
    expect(second.trouble()).toContain('(no space is left on its disk)');
    await expectFilled(second);
    await second.notifications.put('incidents', 'i', { open: false }, { version: 1 });
    room();
    await second.sweep(NOW + HOUR_MS);
    expect(second.trouble()).toBeUndefined();
    await second.close();
    const third = openIn(directory);
    expect(await third.notifications.get('incidents', 'i')).toMatchObject({ version: 2 });
    await third.close();
  });
});
