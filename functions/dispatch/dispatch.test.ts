import { describe, expect, test } from 'vitest';
import { plan } from '../../model/plan.ts';
import { http } from '../../probes/http/check.ts';
import { checksOf, LOCATION } from '../../test/checks.ts';
import { virtualClock } from '../../test/fakes/clock.ts';
import { FakeCloudWatch } from '../../test/fakes/cloudwatch.ts';
import { memoryLog } from '../../test/fakes/log.ts';
import { FakeSqs } from '../../test/fakes/sqs.ts';
import { cloudWatchSink } from '../sinks/cloudwatch/sink.ts';
import { type DispatchPorts, dispatch } from './dispatch.ts';
import { decodeBatch } from './message.ts';

const MINUTE = Date.parse('2026-11-21T12:00:00Z') / 1_000;
const PROBES = 'https://sqs/probes';
const BROWSERS = 'https://sqs/browsers';
const BOTH: DispatchPorts['queueUrls'] = { light: PROBES, browser: BROWSERS };
const DEAD = ['https://sqs/dead-probes', 'https://sqs/dead-ticks'];

const CHECKS = checksOf(
  ...Array.from({ length: 40 }, (_, index) =>
    http(`check-${index}`, { url: 'http://127.0.0.1/', every: '20s', timeout: '1s' }),
  ),
);

function setUp({ checks = CHECKS, lateMs = 0, queueUrls = BOTH } = {}) {
  const clock = virtualClock(MINUTE * 1_000 + lateMs);
  const cloudwatch = new FakeCloudWatch({ clock });
  const sqs = new FakeSqs();
  const log = memoryLog();
  const sink = cloudWatchSink({ cloudwatch, clock, random: () => 1 });
  const ports = {
    checks,
    location: LOCATION,
    clock,
    sqs,
    queueUrls,
    deadLetterQueueUrls: DEAD,
    sink,
    log,
  };
  const published = () =>
    Object.fromEntries(cloudwatch.taken.map(({ MetricName = '', Values }) => [MetricName, Values?.[0]]));
  return { ports, cloudwatch, sqs, log, published, tick: () => dispatch(MINUTE, ports) };
}

describe('a tick', () => {
  test('sends every batch of the minute, and nothing else', async () => {
    const { sqs, tick } = setUp();
    await tick();
    const sent = sqs.in(PROBES).map(({ MessageBody = '' }) => decodeBatch(MessageBody));
    const planned = plan({ checks: CHECKS, at: MINUTE, location: LOCATION });
    expect(sent).toEqual(planned.map(({ location, minute, runs }) => ({ location, minute, runs })));
    expect(sqs.in(PROBES).map(({ DelaySeconds }) => DelaySeconds)).toEqual(
      planned.map(({ delaySeconds }) => delaySeconds),
    );
    expect(sent.flatMap((batch) => batch?.runs ?? [])).toHaveLength(3 * 40);
  });

  test('sends ten messages a call', async () => {
    const { sqs, tick } = setUp();
    await tick();
    expect(sqs.calls.map(({ Entries }) => Entries?.length)).toEqual([10, 2]);
  });

  test('publishes what was planned and the dead letters, stamped with the minute', async () => {
    const { cloudwatch, sqs, tick, published } = setUp({ lateMs: 61_000 });
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'dead' }));
    for (const QueueUrl of DEAD) await sqs.sendMessageBatch({ QueueUrl, Entries });
    await tick();
    expect(published()).toEqual({ Planned: 120, DeadLetters: 4 });
    expect(cloudwatch.taken.map(({ Timestamp }) => Number(Timestamp) / 1_000)).toEqual([MINUTE, MINUTE]);
  });

  test('of a location without checks publishes a zero, so that the series exists', async () => {
    const { sqs, tick, published } = setUp({ checks: [] });
    await tick();
    expect(sqs.calls).toEqual([]);
    expect(published()).toEqual({ Planned: 0, DeadLetters: 0 });
  });

  test('that comes again sends the same', async () => {
    const { sqs, tick } = setUp();
    await tick();
    await tick();
    const bodies = sqs.in(PROBES).map(({ MessageBody }) => MessageBody);
    expect(bodies.slice(12)).toEqual(bodies.slice(0, 12));
  });
});

describe('checks that need a browser', () => {
  const mixed = CHECKS.map((check, index) => (index < 8 ? { ...check, lane: 'browser' as const } : check));
  const runsIn = (sqs: FakeSqs, url: string) =>
    sqs.in(url).flatMap(({ MessageBody = '' }) => decodeBatch(MessageBody)?.runs ?? []);

  test('go to a queue of their own, and are planned with the others', async () => {
    const { sqs, tick, published } = setUp({ checks: mixed });
    await tick();
    expect(runsIn(sqs, BROWSERS)).toHaveLength(3 * 8);
    expect(runsIn(sqs, PROBES)).toHaveLength(3 * 32);
    expect(published()).toMatchObject({ Planned: 120 });
  });

  test('where there is no queue for them fail the tick, but the others go out', async () => {
    const { sqs, tick, published } = setUp({ checks: mixed, queueUrls: { light: PROBES } });
    await expect(tick()).rejects.toThrow('were not sent: this location has no queue for browser checks');
    expect(runsIn(sqs, PROBES)).toHaveLength(3 * 32);
    expect(published()).toEqual({});
  });
});

describe('delays this late in the minute', () => {
  test.each([
    ['on time', 0, [0, 5, 10, 55]],
    ['3.4 s late: a batch never goes out before its slot', 3_400, [0, 2, 7, 52]],
    ['half a minute late', 30_000, [0, 0, 0, 25]],
    ['long over', 90_000, [0, 0, 0, 0]],
    ['half a second early', -500, [1, 6, 11, 56]],
  ])('%s', async (_sentence, lateMs, expected) => {
    const { sqs, tick } = setUp({ lateMs });
    await tick();
    const delays = sqs.in(PROBES).map(({ DelaySeconds }) => DelaySeconds);
    expect([0, 1, 2, 11].map((index) => delays[index])).toEqual(expected);
  });
});

describe('when something fails', () => {
  test('a batch that SQS does not take at first is offered again', async () => {
    const { sqs, tick, published } = setUp();
    sqs.script.next('partial', 2);
    await tick();
    expect(sqs.in(PROBES)).toHaveLength(12);
    expect(published()).toMatchObject({ Planned: 120 });
  });

  test('a batch that SQS does not take twice fails the tick, which then claims nothing', async () => {
    const { sqs, tick, published } = setUp();
    sqs.script.always('unavailable');
    await expect(tick()).rejects.toThrow(
      '12 of 12 batches of 2026-11-21T12:00:00.000Z were not sent: ServiceUnavailable',
    );
    expect(published()).toEqual({});
  });

  test('a dead-letter queue that cannot be read is told, and the others are counted', async () => {
    const { sqs, log, tick, published } = setUp();
    sqs.unreadable.add('https://sqs/dead-probes');
    await tick();
    expect(published()).toEqual({ Planned: 120, DeadLetters: 0 });
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { queue: 'https://sqs/dead-probes', problem: 'AccessDenied' } },
      { message: 'dispatched' },
    ]);
  });

  test('when none can be read, nothing is claimed of dead letters', async () => {
    const { sqs, tick, published } = setUp();
    for (const url of DEAD) sqs.unreadable.add(url);
    await tick();
    expect(published()).toEqual({ Planned: 120 });
  });

  test('a CloudWatch that takes nothing does not stop the probes', async () => {
    const { cloudwatch, sqs, log, tick } = setUp();
    cloudwatch.script.always('deny');
    await tick();
    expect(sqs.in(PROBES)).toHaveLength(12);
    expect(log.lines[0]).toMatchObject({ level: 'error', fields: { lost: 2 } });
  });
});
