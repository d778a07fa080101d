import type { AlarmChangeKept, Archive, InboxEntry, SeriesPoint } from '../../local/store/archive.ts';
import type { Datum } from '../../model/metric.ts';
import type { Result } from '../../model/result.ts';
import { FakeStore } from './store.ts';

/** An archive in memory that forgets nothing. */
export class FakeArchive implements Archive {
  readonly notifications = new FakeStore();
  /** Why it does not remember, for who wants to be told so. */
  broken: string | undefined;
  readonly #results: Result[] = [];
  readonly #datums: Datum[] = [];
  readonly #changes: AlarmChangeKept[] = [];
  readonly #inbox: InboxEntry[] = [];

  record: Archive['record'] = async (results, datums) => {
    this.#results.push(...results);
    this.#datums.push(...datums);
  };

  results: Archive['results'] = ({ check, limit, before = Number.POSITIVE_INFINITY, bad = false }) =>
    this.#results
      .filter((result) => result.check === check && Date.parse(result.scheduledAt) < before)
      .filter(({ state }) => !bad || state !== 'passed')
      .sort((a, b) => Date.parse(b.scheduledAt) - Date.parse(a.scheduledAt))
      .slice(0, limit);

  series: Archive['series'] = ({ metric, dimensions, from, to, stepSeconds }) => {
    const points = new Map<number, SeriesPoint>();
    for (const datum of this.#datums) {
      const isWanted =
        datum.metric === metric &&
        JSON.stringify(datum.dimensions) === JSON.stringify(dimensions) &&
        datum.at >= from &&
        datum.at < to;
      const at = Math.floor(datum.at / (stepSeconds * 1_000)) * stepSeconds * 1_000;
      if (isWanted) points.set(at, withValue(points.get(at), datum.value, at));
    }
    return [...points.values()].sort((a, b) => a.at - b.at);
  };

  putAlarmChange: Archive['putAlarmChange'] = async (change) => void this.#changes.unshift(change);

  alarmStates: Archive['alarmStates'] = () => [
    ...new Map([...this.#changes].reverse().map((change) => [change.alarm, change])).values(),
  ];

  alarmChanges: Archive['alarmChanges'] = (limit, alarm) =>
    this.#changes.filter((change) => alarm === undefined || change.alarm === alarm).slice(0, limit);

  putInbox: Archive['putInbox'] = async (entry) => void this.#inbox.unshift(entry);

  inbox: Archive['inbox'] = (limit) => this.#inbox.slice(0, limit);

  trouble = (): string | undefined => this.broken;

  sweep = async (): Promise<void> => {};

  close = async (): Promise<void> => {};
}

const withValue = (point: SeriesPoint | undefined, value: number, at: number): SeriesPoint =>
  point
    ? {
        at,
        count: point.count + 1,
        sum: point.sum + value,
        min: Math.min(point.min, value),
        max: Math.max(point.max, value),
      }
    : { at, count: 1, sum: value, min: value, max: value };
