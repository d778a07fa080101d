import { describe, expect, test } from 'vitest';
import type { Datum } from '../../model/metric.ts';
import {
  datumAt,
  FILLER,
  MINUTE_MS,
  NOW,
  newDirectory,
  openIn,
  resultAt,
  seriesOf,
} from '../../test/archive.ts';
import type { SeriesPoint, StepSeconds } from './archive.ts';
import { DAY_MS, HOUR_MS } from './block.ts';

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

  test('no more than 20,000 changes and 2,000 entries are kept, the latest, and the state of each alarm', async () => {
    const archive = openIn(newDirectory());
    const flap = (at: number) =>
      ({ alarm: at === 0 ? 'quiet' : 'flaps', state: 'OK', at: NOW + at, reason: '' }) as const;
    const entry = (at: number) => ({ receiver: 'slack', at: NOW + at, subject: `${at}`, text: '' });
    await Promise.all([
      ...Array.from({ length: 20_100 }, (_, at) => archive.putAlarmChange(flap(at))),
      ...Array.from({ length: 2_100 }, (_, at) => archive.putInbox(entry(at))),
    ]);
    await archive.sweep(NOW);
    const changes = archive.alarmChanges(30_000);
    expect(changes).toHaveLength(20_001);
    expect(changes.at(-2)).toEqual(flap(100));
    expect(archive.alarmStates()).toEqual([flap(20_099), flap(0)]);
    expect(archive.inbox(3_000)).toHaveLength(2_000);
    expect(archive.inbox(3_000).at(-1)).toEqual(entry(100));
  });

  test('incidents that may be forgotten are', async () => {
    const { notifications, sweep } = openIn(newDirectory());
    await notifications.put('incidents', 'old', 1, { version: 0, expiresAt: NOW });
    await notifications.put('incidents', 'new', 1, { version: 0, expiresAt: NOW + 2 });
    await sweep(NOW + 1);
    expect((await notifications.list('incidents')).map(({ id }) => id)).toEqual(['new']);
  });
});
