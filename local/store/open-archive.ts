import type { Database } from 'node-sqlite3-wasm';
import type { Clock } from '../../functions/platform/clock.ts';
import type { Archive } from './archive.ts';
import { ArchiveFile, type ArchiveFileOptions } from './archive-file.ts';
import { addAlarmChange, addEntry, alarmChanges, alarmStates, entries, forgetEvents } from './events.ts';
import { GroupCommit } from './group-commit.ts';
import {
  addResults,
  checksWithResults,
  forgetPassed,
  forgetResults,
  packPassed,
  readResults,
} from './results.ts';
import { addDatums, packPoints, readSeries, rollUp } from './series.ts';
import { storeOn } from './sqlite-store.ts';

interface ArchiveOptions extends Pick<ArchiveFileOptions, 'directory' | 'log' | 'open'> {
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Opens the archive in `DIRECTORY/vedette.sqlite`, for this process alone. Throws a `UsageError` when another process
 * has the directory; whatever else is wrong with the disk is told by `trouble`.
 */
export function openArchive({ clock, ...options }: ArchiveOptions): Archive {
  const file = new ArchiveFile({ ...options, now: clock.now });
  const commits = new GroupCommit<Database>((work) => file.write(work));
  return {
    record: (results, datums) =>
      commits.add((db) => {
        addResults(db, results);
        addDatums(db, datums);
      }),
    results: (query) => file.read((db) => readResults(db, query)),
    series: (query) => file.read((db) => readSeries(db, query)),
    putAlarmChange: (change) => commits.add((db) => addAlarmChange(db, change)),
    alarmStates: () => file.read(alarmStates),
    alarmChanges: (limit, alarm) => file.read((db) => alarmChanges(db, limit, alarm)),
    putInbox: (entry) => commits.add((db) => addEntry(db, entry)),
    inbox: (limit) => file.read((db) => entries(db, limit)),
    notifications: storeOn({ read: (work) => file.read(work), write: (work) => commits.add(work) }),
    trouble: () => file.trouble,
    sweep: (now) => sweep(now, { file, commits }),
    close: async () => {
      commits.close();
      file.close();
    },
  };
}

interface Kept {
  readonly file: ArchiveFile;
  readonly commits: GroupCommit<Database>;
}

/** In slices, each in a commit of its own: probes that run meanwhile are not held up. */
async function sweep(now: number, { file, commits }: Kept): Promise<void> {
  const untilDone = async (slice: (db: Database) => boolean) => {
    while (await commits.add(slice));
  };
  if (file.read((db) => isMany(db, 'recent_points'))) await untilDone(packPoints);
  if (file.read((db) => isMany(db, 'recent_passed'))) await untilDone(packPassed);
  await untilDone((db) => rollUp(db, now));
  for (const check of file.read(checksWithResults)) await untilDone((db) => forgetResults(db, check, now));
  await commits.add((db) => {
    forgetPassed(db, now);
    forgetEvents(db, now);
  });
  file.tend(now);
}

/** Fewer recent rows than this are not worth writing a block of each series or check again. */
const MANY = 8_192;

const isMany = (db: Database, table: 'recent_points' | 'recent_passed'): boolean =>
  db.get(`select 1 from ${table} limit 1 offset ${MANY}`) !== null;
