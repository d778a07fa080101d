import { expect, test } from 'vitest';
import type { Datum } from '../../../model/metric.ts';
import { virtualClock } from '../../../test/fakes/clock.ts';
import { FakeCloudWatch, valuesOf } from '../../../test/fakes/cloudwatch.ts';
import { memoryLog } from '../../../test/fakes/log.ts';
import { FakeSqs } from '../../../test/fakes/sqs.ts';
import { flush } from './flush.ts';
import { merge } from './merge.ts';
import { sqsSpool } from './spool.ts';

const HOUR_MS = 3_600_000;

function setUp() {
  const clock = virtualClock();
  const cloudwatch = new FakeCloudWatch({ clock });
  return { clock, cloudwatch, log: memoryLog(), random: () => 1 };
}

type Made = ReturnType<typeof setUp>;

/** What a spool wrote of some values that are this old. */
async function spooled({ clock }: Made, age: number, ...values: number[]): Promise<string> {
  const datums = values.map(
    (value): Datum => ({
      metric: 'duration',
      dimensions: { Check: `check-${value}`, Location: 'eu-west-1' },
      value,
      at: clock.now() - age,
      resolution: 1,
    }),
  );
  const sqs = new FakeSqs();
  await sqsSpool({ sqs, queueUrl: 'spool', clock })(merge(datums, clock.now() - age).entries);
  return sqs.in('spool')[0]?.MessageBody ?? '';
}

interface Case {
  readonly body: (made: Made) => Promise<string> | string;
  readonly arrange?: (made: Made) => void;
  readonly stays: boolean;
  readonly taken: readonly number[];
  readonly says?: string;
}

const CASES: Record<string, Case> = {
  'what CloudWatch takes is done with': {
    body: (made) => spooled(made, HOUR_MS, 1, 2, 3),
    stays: false,
    taken: [1, 2, 3],
  },
  'the words of a message are these': {
    body: () => entry({}),
    stays: false,
    taken: [1],
  },
  'what CloudWatch still does not take stays in the queue': {
    body: (made) => spooled(made, HOUR_MS, 1, 2),
    arrange: ({ cloudwatch }) => cloudwatch.script.always('throttle'),
    stays: true,
    taken: [],
    says: 'spooled datapoints wait on',
  },
  'what CloudWatch refuses for good is lost, and does not come again': {
    body: (made) => spooled(made, HOUR_MS, 1, 2, 3),
    arrange: ({ cloudwatch }) => {
      cloudwatch.poison = ({ Values = [] }) => Values.includes(2);
    },
    stays: false,
    taken: [1, 3],
    says: 'spooled datapoints are lost',
  },
  'what has grown older than two weeks is lost, and does not come again': {
    body: (made) => spooled(made, 15 * 24 * HOUR_MS, 1),
    stays: false,
    taken: [],
    says: 'spooled datapoints are lost',
  },
};

test.each(Object.entries(CASES))('%s', async (_sentence, { body, arrange, stays, taken, says }) => {
  const made = setUp();
  arrange?.(made);
  const message = { messageId: 'm1', body: await body(made) };
  const kept = await flush([message], made);
  expect(kept).toEqual(stays ? [message] : []);
  expect(made.cloudwatch.taken.flatMap(valuesOf)).toEqual(taken);
  expect(made.log.lines.map(({ message }) => message)).toEqual(says ? [says] : []);
});

test('datapoints are delivered with their own timestamps', async () => {
  const made = setUp();
  const body = await spooled(made, 5 * HOUR_MS, 1);
  await flush([{ messageId: 'm1', body }], made);
  expect(made.cloudwatch.taken[0]?.Timestamp).toEqual(new Date(made.clock.now() - 5 * HOUR_MS));
});

test.each([
  ['not JSON', '<xml/>'],
  ['nothing', ''],
  ['null', 'null'],
  ['another version', '{"v":2,"entries":[]}'],
  ['entries that are none', '{"v":1,"entries":[{"MetricName":"Failed"}]}'],
  ['a timestamp that is none', entry({ Timestamp: 'yesterday' })],
  ['values that are no numbers', entry({ Values: ['1'] })],
  ['values without their counts', entry({ Counts: [] })],
  ['a dimension that is none', entry({ Dimensions: ['Check'] })],
])('a message of %s is not ours: it is told and left to the dead-letter queue', async (_what, body) => {
  const made = setUp();
  const foreign = { messageId: 'foreign', body };
  const ours = { messageId: 'ours', body: await spooled(made, HOUR_MS, 7) };
  expect(await flush([foreign, ours], made)).toEqual([foreign]);
  expect(made.cloudwatch.taken.flatMap(valuesOf)).toEqual([7]);
  expect(made.log.lines).toMatchObject([{ level: 'error', fields: { messageId: 'foreign' } }]);
});

function entry(over: object): string {
  const sound = {
    MetricName: 'Failed',
    Dimensions: [],
    Timestamp: '2026-11-21T12:00:00Z',
    Unit: 'None',
    StorageResolution: 60,
    Values: [1],
    Counts: [1],
  };
  return JSON.stringify({ v: 1, entries: [{ ...sound, ...over }] });
}
