import type { Database } from 'node-sqlite3-wasm';
import { type AlarmChangeKept, type InboxEntry, RETENTION } from './archive.ts';
import { DAY_MS } from './block.ts';

/** How many changes and entries are kept at most: an alarm that flaps every minute fills them in two weeks. */
const MAX_CHANGES = 20_000;
const MAX_ENTRIES = 2_000;

const ADD_CHANGE = 'insert into alarm_changes (alarm, state, at, reason) values (?, ?, ?, ?)';

export function addAlarmChange(db: Database, { alarm, state, at, reason }: AlarmChangeKept): void {
  db.run(ADD_CHANGE, [alarm, state, at, reason]);
}

const LATEST = 'select max(id) from alarm_changes group by alarm';

export const alarmStates = (db: Database): AlarmChangeKept[] =>
  db.all(
    `select alarm, state, at, reason from alarm_changes where id in (${LATEST}) order by alarm`,
  ) as unknown as AlarmChangeKept[];

/** In the order in which they were put: a clock that jumps does not turn it round. */
export function alarmChanges(db: Database, limit: number, alarm?: string): AlarmChangeKept[] {
  const [where, values] = alarm === undefined ? ['', []] : ['where alarm = ?', [alarm]];
  return db.all(`select alarm, state, at, reason from alarm_changes ${where} order by id desc limit ?`, [
    ...values,
    limit,
  ]) as unknown as AlarmChangeKept[];
}

const ADD_ENTRY = 'insert into inbox (receiver, at, subject, text) values (?, ?, ?, ?)';

export function addEntry(db: Database, { receiver, at, subject, text }: InboxEntry): void {
  db.run(ADD_ENTRY, [receiver, at, subject, text]);
}

export const entries = (db: Database, limit: number): InboxEntry[] =>
  db.all('select receiver, at, subject, text from inbox order by id desc limit ?', [
    limit,
  ]) as unknown as InboxEntry[];

/** Forgets what is old or too much; the latest change of an alarm is its state, and stays. */
export function forgetEvents(db: Database, now: number): void {
  const oldest = now - RETENTION[2].days * DAY_MS;
  const excess = (table: string) => `at < ? or id <= (select max(id) from ${table}) - ?`;
  db.run(`delete from alarm_changes where (${excess('alarm_changes')}) and id not in (${LATEST})`, [
    oldest,
    MAX_CHANGES,
  ]);
  db.run(`delete from inbox where ${excess('inbox')}`, [oldest, MAX_ENTRIES]);
  db.run('delete from kept where expires_at < ?', [now]);
}
