import type { Datum, MetricUnit, Resolution } from '../../../model/metric.ts';
import { definitionOf, keyOf } from '../../../model/metric.ts';
import { MAX_AGE_MS, MAX_AHEAD_MS, MAX_MAGNITUDE, MAX_VALUES } from './limits.ts';

/** One entry of a request, in CloudWatch's words: every value of one metric in one period, with how often it came. */
export interface Entry {
  readonly MetricName: string;
  readonly Dimensions: { readonly Name: string; readonly Value: string }[];
  readonly Timestamp: Date;
  readonly Unit: MetricUnit;
  readonly StorageResolution: Resolution;
  /** 1 to 150, distinct. */
  readonly Values: number[];
  /** As many as `Values`. */
  readonly Counts: number[];
}

interface Merged {
  readonly entries: readonly Entry[];
  /** Values that CloudWatch would refuse, and the whole request with them. */
  readonly refused: number;
  /** Of the first refused one. */
  readonly problem?: string;
}

/** How many values are in these entries. */
export const countOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { Counts }) => sum + Counts.reduce((all, count) => all + count, 0), 0);

/**
 * Merges datums of the same metric, dimensions and period into one entry with its distinct values and their counts,
 * so that percentiles stay true. More than 150 distinct values take a second entry.
 */
export function merge(datums: readonly Datum[], now: number): Merged {
  const series = new Map<string, { like: Datum; counts: Map<number, number> }>();
  const problems: string[] = [];
  let refused = 0;
  for (const datum of datums) {
    const problem = problemOf(datum, now);
    if (problem) refused += datum.count ?? 1;
    if (problem) problems.push(`${definitionOf(datum.metric).name} of ${nameOf(datum)} ${problem}`);
    else addTo(series, datum);
  }
  return {
    entries: [...series.values()].flatMap(({ like, counts }) => entriesOf(like, counts)),
    refused,
    ...(problems[0] && { problem: problems[0] }),
  };
}

/** Why CloudWatch would refuse a datum. NaN is above no limit and below none, hence the form of the first test. */
function problemOf({ value, at }: Datum, now: number): string | undefined {
  if (!(Math.abs(value) <= MAX_MAGNITUDE)) return `is ${value}, which CloudWatch does not take`;
  if (!(now - at <= MAX_AGE_MS)) return 'is older than two weeks';
  if (!(at - now <= MAX_AHEAD_MS)) return 'is more than two hours ahead';
  return undefined;
}

const nameOf = ({ dimensions }: Datum): string => Object.values(dimensions).join(' at ');

function addTo(series: Map<string, { like: Datum; counts: Map<number, number> }>, datum: Datum): void {
  const key = JSON.stringify([keyOf(datum.metric), valuesOf(datum), periodOf(datum), datum.resolution]);
  const known = series.get(key);
  const counts = known?.counts ?? new Map<number, number>();
  counts.set(datum.value, (counts.get(datum.value) ?? 0) + (datum.count ?? 1));
  if (!known) series.set(key, { like: datum, counts });
}

/** The dimension values in the metric's own order. */
const valuesOf = ({ metric, dimensions }: Datum): (string | undefined)[] =>
  definitionOf(metric).dimensions.map((name) => dimensions[name]);

/** The start of the datum's period: CloudWatch keeps no finer time than its resolution. */
function periodOf({ at, resolution }: Datum): number {
  const ms = resolution * 1_000;
  return Math.floor(at / ms) * ms;
}

function entriesOf(like: Datum, counts: ReadonlyMap<number, number>): Entry[] {
  const { name, unit, dimensions } = definitionOf(like.metric);
  const pairs = [...counts];
  return Array.from({ length: Math.ceil(pairs.length / MAX_VALUES) }, (_, index) => {
    const some = pairs.slice(index * MAX_VALUES, (index + 1) * MAX_VALUES);
    return {
      MetricName: name,
      Dimensions: dimensions.map((Name) => ({ Name, Value: like.dimensions[Name] ?? '' })),
      Timestamp: new Date(periodOf(like)),
      Unit: unit,
      StorageResolution: like.resolution,
      Values: some.map(([value]) => value),
      Counts: some.map(([, count]) => count),
    };
  });
}
