import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Check } from '../../../model/check.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import { METRICS, NAMESPACE } from '../../../model/metric.ts';
import type { CloudWatchReader } from '../cloudwatch.ts';
import type { LocationFact } from '../sender.ts';

/** How far back is looked for the last good result. CloudWatch keeps points below a minute for three hours. */
export const LOOK_BACK_MS = 3 * 3_600_000;

/** Without a value for so many periods a location is silent: one may still be on its way. */
const SILENT_PERIODS = 3;

/** The metric that says where a check is bad, for the alarms that are about that. */
const METRIC_OF_ROLE: Readonly<Record<string, 'failed' | 'degraded'>> = {
  failed: 'failed',
  advisory: 'failed',
  degraded: 'degraded',
};

export const badMetricOf = ({ labels }: Pick<Incident, 'labels'>) => METRIC_OF_ROLE[labels.role ?? ''];

/** Seconds; never below a minute, which every point can be had by. */
export const periodOf = ({ everyMs }: Pick<Check, 'everyMs'>): number => Math.max(60, everyMs / 1_000);

interface Asked {
  readonly check: Check;
  readonly metric: 'failed' | 'degraded';
  /** Epoch milliseconds. */
  readonly now: number;
  readonly cloudwatch: Pick<CloudWatchReader, 'getMetricData'>;
  readonly signal: AbortSignal;
}

/** How a check is at each of its locations, by what it has published. Throws the SDK's errors. */
export async function locationsOf({
  check,
  metric,
  now,
  cloudwatch,
  signal,
}: Asked): Promise<LocationFact[]> {
  const period = periodOf(check);
  const answer = await cloudwatch.getMetricData(
    {
      MetricDataQueries: check.locations.map((location, index) => query(check, metric, location, index)),
      StartTime: new Date(now - Math.max(LOOK_BACK_MS, SILENT_PERIODS * 2 * period * 1_000)),
      EndTime: new Date(now),
      ScanBy: 'TimestampDescending',
    },
    signal,
  );
  const results = new Map(answer.MetricDataResults?.map((result) => [result.Id, result]));
  return check.locations.map((location, index) => {
    const { Values = [], Timestamps = [] } = results.get(idOf(index)) ?? {};
    const points = Timestamps.map((at, place) => ({ at: at.getTime(), value: Values[place] ?? 0 }));
    return locationFact({ check, location, points, now });
  });
}

const idOf = (index: number): string => `m${index}`;

const query = (
  check: Check,
  metric: 'failed' | 'degraded',
  location: string,
  index: number,
): MetricDataQuery => ({
  Id: idOf(index),
  MetricStat: {
    Metric: {
      Namespace: NAMESPACE,
      MetricName: METRICS[metric].name,
      Dimensions: [
        { Name: 'Check', Value: check.id },
        { Name: 'Location', Value: location },
      ],
    },
    Period: periodOf(check),
    Stat: 'Maximum',
  },
});

interface Published {
  readonly check: Pick<Check, 'everyMs'>;
  readonly location: string;
  /** What was worst in each period, 0 or 1, the newest first. Epoch milliseconds. */
  readonly points: readonly { readonly at: number; readonly value: number }[];
  readonly now: number;
}

/** How a check is at one location. */
export function locationFact({ check, location, points, now }: Published): LocationFact {
  const silentBefore = now - (SILENT_PERIODS + 1) * periodOf(check) * 1_000;
  const [last] = points;
  const good = points.find(({ value }) => value === 0);
  return {
    location,
    state: !last || last.at < silentBefore ? 'silent' : last.value === 0 ? 'good' : 'bad',
    ...(good && { lastGoodAt: good.at }),
  };
}
