import type { Datapoint, GetMetricStatisticsInput } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../functions/platform/clock.ts';
import { classOf } from '../../functions/sinks/cloudwatch/fault.ts';
import { merge } from '../../functions/sinks/cloudwatch/merge.ts';
import { type CloudWatchPort, connectCloudWatch } from '../../functions/sinks/cloudwatch/port.ts';
import { cloudWatchSink } from '../../functions/sinks/cloudwatch/sink.ts';
import { type Datum, NAMESPACE } from '../../model/metric.ts';
import { hasMoto, onMoto, startMoto } from '../emulator/moto.ts';
import { FakeCloudWatch } from '../fakes/cloudwatch.ts';

/** A CloudWatch to hold to the contract: our port into it, and a look at what is inside. */
interface Subject {
  readonly port: CloudWatchPort;
  readonly read: (input: GetMetricStatisticsInput) => Promise<Datapoint[]>;
  readonly stop: () => Promise<void>;
}

const REGION = 'ap-southeast-2';

async function fake(): Promise<Subject> {
  const port = new FakeCloudWatch({ clock: systemClock });
  return { port, read: port.getMetricStatistics, stop: async () => {} };
}

async function moto(): Promise<Subject> {
  const emulator = await startMoto();
  Object.assign(process.env, emulator.env);
  const { CloudWatchClient, GetMetricStatisticsCommand } = await import('@aws-sdk/client-cloudwatch');
  const reader = new CloudWatchClient({ region: REGION });
  return {
    port: await connectCloudWatch(REGION),
    read: async (input) => (await reader.send(new GetMetricStatisticsCommand(input))).Datapoints ?? [],
    stop: emulator.stop,
  };
}

const minute = Math.floor(Date.now() / 60_000) * 60_000;

const duration = (check: string, value: number): Datum => ({
  metric: 'duration',
  dimensions: { Check: check, Location: REGION },
  value,
  at: minute,
  resolution: 60,
});

const statistics = (check: string): GetMetricStatisticsInput => ({
  Namespace: NAMESPACE,
  MetricName: 'Duration',
  Dimensions: [
    { Name: 'Check', Value: check },
    { Name: 'Location', Value: REGION },
  ],
  StartTime: new Date(minute),
  EndTime: new Date(minute + 60_000),
  Period: 60,
  Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum'],
});

function contract(start: () => Promise<Subject>): void {
  let subject: Subject;
  beforeAll(async () => {
    subject = await start();
  }, 40_000);
  afterAll(async () => subject?.stop());

  const tables: Record<string, readonly number[]> = {
    'one value': [12.5],
    'the same value again and again': [3, 3, 3],
    'different values, some of them twice': [1, 2.25, 2.25, 100_000.125, 0],
    'more distinct values than one entry holds': Array.from({ length: 400 }, (_, index) => index / 4),
  };
  test.each(Object.entries(tables))('%s: gives the same statistics back', async (name, values) => {
    const check = name.replaceAll(' ', '-').replaceAll(',', '');
    const sink = cloudWatchSink({ cloudwatch: subject.port, clock: systemClock, random: Math.random });
    const delivery = await sink.deliver(values.map((value) => duration(check, value)));
    expect(delivery).toEqual({ delivered: values.length, spooled: 0, lost: 0 });
    const [datapoint, ...more] = await subject.read(statistics(check));
    expect(more).toEqual([]);
    expect(datapoint).toMatchObject({
      Sum: values.reduce((sum, value) => sum + value, 0),
      SampleCount: values.length,
      Minimum: Math.min(...values),
      Maximum: Math.max(...values),
    });
  });

  test('a thousand entries go in one request', async () => {
    const datums = Array.from({ length: 1_000 }, (_, index) => duration(`bulk-${index}`, index));
    const { entries } = merge(datums, Date.now());
    const input = { Namespace: NAMESPACE, MetricData: [...entries] };
    await subject.port.putMetricData(input, AbortSignal.timeout(10_000));
    expect(await subject.read(statistics('bulk-999'))).toMatchObject([{ Sum: 999, SampleCount: 1 }]);
  });

  test('one value that is not a number fails its whole request, as invalid', async () => {
    const { entries } = merge([duration('sound', 1), duration('broken', 2)], Date.now());
    const MetricData = entries.map((entry) => ({
      ...entry,
      Values: entry.Values.map((value) => (value === 2 ? Number.NaN : value)),
    }));
    const refused = subject.port
      .putMetricData({ Namespace: NAMESPACE, MetricData }, AbortSignal.timeout(10_000))
      .then(() => 'taken', classOf);
    expect(await refused).toBe('invalid');
    expect(await subject.read(statistics('sound'))).toEqual([]);
  });
}

describe('the fake', () => contract(fake));
describe.skipIf(!hasMoto)(onMoto('moto, through the real client'), () => contract(moto));
