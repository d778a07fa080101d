import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Datum } from '../../../model/metric.ts';
import { virtualClock } from '../../../test/fakes/clock.ts';
import { FakeCloudWatch, valuesOf } from '../../../test/fakes/cloudwatch.ts';
import { FakeSqs } from '../../../test/fakes/sqs.ts';
import { PUT_BUDGET_MS } from './put.ts';
import { cloudWatchSink } from './sink.ts';
import { decodeSpooled, SPOOL_BUDGET_MS, sqsSpool } from './spool.ts';

const SPOOL = 'https://sqs/spool';

/** A sink with fakes on all sides. `random` is at its highest, so that pauses are the longest. */
function setUp({ hasSpool = true, random = (): number => 1 } = {}) {
  const clock = virtualClock();
  const cloudwatch = new FakeCloudWatch({ clock });
  const sqs = new FakeSqs();
  const spool = sqsSpool({ sqs, queueUrl: SPOOL, clock });
  const sink = cloudWatchSink({ cloudwatch, clock, random, ...(hasSpool && { spool }) });
  const spooled = () => sqs.in(SPOOL).flatMap(({ MessageBody = '' }) => decodeSpooled(MessageBody) ?? []);
  return { clock, cloudwatch, sqs, sink, spooled };
}

/** Datums of as many checks, so that each is an entry of its own. */
const datums = (count: number, at: number): Datum[] =>
  Array.from({ length: count }, (_, index) => ({
    metric: 'duration',
    dimensions: { Check: `check-${index}`, Location: 'eu-west-1' },
    value: index,
    at,
    resolution: 60,
  }));

type SetUp = ReturnType<typeof setUp>;

interface Case {
  readonly arrange: (made: SetUp) => void;
  readonly expected: { delivered: number; spooled: number; lost: number };
  readonly problem?: RegExp;
  readonly calls: number;
}

const CASES: Record<string, Case> = {
  'all is well: one call': {
    arrange: () => {},
    expected: { delivered: 100, spooled: 0, lost: 0 },
    calls: 1,
  },
  'throttled three times, then taken': {
    arrange: ({ cloudwatch }) => cloudwatch.script.next('throttle', 3),
    expected: { delivered: 100, spooled: 0, lost: 0 },
    calls: 4,
  },
  'a fault of the service, then taken': {
    arrange: ({ cloudwatch }) => cloudwatch.script.next('unavailable'),
    expected: { delivered: 100, spooled: 0, lost: 0 },
    calls: 2,
  },
  'a kept-alive connection that was closed meanwhile, then taken': {
    arrange: ({ cloudwatch }) => cloudwatch.script.next('reset'),
    expected: { delivered: 100, spooled: 0, lost: 0 },
    calls: 2,
  },
  'no answer once, then taken': {
    arrange: ({ cloudwatch }) => cloudwatch.script.next('hang'),
    expected: { delivered: 100, spooled: 0, lost: 0 },
    calls: 2,
  },
  'throttled without end: spooled': {
    arrange: ({ cloudwatch }) => cloudwatch.script.always('throttle'),
    expected: { delivered: 0, spooled: 100, lost: 0 },
    problem: /^ThrottlingException: Rate exceeded$/,
    calls: 7,
  },
  'never an answer: spooled': {
    arrange: ({ cloudwatch }) => cloudwatch.script.always('hang'),
    expected: { delivered: 0, spooled: 100, lost: 0 },
    problem: /^TimedOut: no answer within/,
    calls: 2,
  },
  'not permitted: spooled at once, since trying again cannot help': {
    arrange: ({ cloudwatch }) => cloudwatch.script.always('deny'),
    expected: { delivered: 0, spooled: 100, lost: 0 },
    problem: /^AccessDeniedException: not authorized/,
    calls: 1,
  },
  'one datum refused: the ninety-nine others are taken': {
    arrange: ({ cloudwatch }) => {
      cloudwatch.poison = ({ Values = [] }) => Values.includes(42);
    },
    expected: { delivered: 99, spooled: 0, lost: 1 },
    problem: /^InvalidParameterValueException: Refused\.$/,
    calls: 15,
  },
  'the spool takes one message in part: the rest is offered again': {
    arrange: ({ cloudwatch, sqs }) => {
      cloudwatch.script.always('deny');
      sqs.script.next('partial');
    },
    expected: { delivered: 0, spooled: 100, lost: 0 },
    problem: /AccessDenied/,
    calls: 1,
  },
  'the spool refuses too: lost, and told why': {
    arrange: ({ cloudwatch, sqs }) => {
      cloudwatch.script.always('deny');
      sqs.script.always('unavailable');
    },
    expected: { delivered: 0, spooled: 0, lost: 100 },
    problem: /AccessDenied.*; ServiceUnavailable/,
    calls: 1,
  },
  'the spool does not answer either: lost': {
    arrange: ({ cloudwatch, sqs }) => {
      cloudwatch.script.always('hang');
      sqs.script.always('hang');
    },
    expected: { delivered: 0, spooled: 0, lost: 100 },
    problem: /no answer within.*; no answer within 3s/,
    calls: 2,
  },
};

describe('delivering a hundred datums', () => {
  test.each(Object.entries(CASES))('%s', async (_sentence, { arrange, expected, problem, calls }) => {
    const made = setUp();
    arrange(made);
    const started = made.clock.now();
    const { problem: said, ...delivery } = await made.sink.deliver(datums(100, started));
    expect(delivery).toEqual(expected);
    if (problem) expect(said).toMatch(problem);
    else expect(said).toBeUndefined();
    expect(made.cloudwatch.calls).toHaveLength(calls);
    expect(made.clock.now() - started).toBeLessThanOrEqual(PUT_BUDGET_MS + SPOOL_BUDGET_MS);
  });

  test('an answer that got lost is asked for again: the maximum stays true', async () => {
    const { cloudwatch, clock, sink } = setUp();
    cloudwatch.script.next('lost-answer');
    await sink.deliver(datums(1, clock.now()));
    expect(cloudwatch.taken.map(valuesOf)).toEqual([[0], [0]]);
  });

  test('without a spool, what CloudWatch does not take is lost', async () => {
    const { cloudwatch, clock, sink } = setUp({ hasSpool: false });
    cloudwatch.script.always('deny');
    expect(await sink.deliver(datums(3, clock.now()))).toMatchObject({ delivered: 0, spooled: 0, lost: 3 });
  });

  test('nothing to deliver makes no call', async () => {
    const { cloudwatch, sink } = setUp();
    expect(await sink.deliver([])).toEqual({ delivered: 0, spooled: 0, lost: 0 });
    expect(cloudwatch.calls).toEqual([]);
  });

  test('when every datum is refused, isolating them ends with the time there is', async () => {
    const { cloudwatch, clock, sink } = setUp();
    cloudwatch.poison = () => true;
    const real = cloudwatch.putMetricData;
    let calls = 0;
    cloudwatch.putMetricData = async (input, signal) => {
      calls += 1;
      await clock.sleep(100, signal);
      await real(input, signal);
    };
    const started = clock.now();
    const { delivered, spooled, lost } = await sink.deliver(datums(1_000, started));
    expect(delivered).toBe(0);
    expect(lost).toBeGreaterThan(0);
    expect(spooled + lost).toBe(1_000);
    expect(calls).toBe(PUT_BUDGET_MS / 100);
    expect(clock.now() - started).toBeLessThanOrEqual(PUT_BUDGET_MS);
  });
});

describe('pauses between tries', () => {
  test.each([
    ['the longest are 0.1, 0.2, 0.4, 0.8, 1.6 and 2 s', () => 1, 7, 5_100],
    ['random shortens them', () => 0.5, 10, 5_550],
  ])('%s', async (_sentence, random, calls, spent) => {
    const { cloudwatch, clock, sink } = setUp({ random });
    cloudwatch.script.always('throttle');
    const started = clock.now();
    await sink.deliver(datums(1, started));
    expect([cloudwatch.calls.length, clock.now() - started]).toEqual([calls, spent]);
  });
});

describe('the spool', () => {
  test('keeps the timestamps, values and counts of what was not delivered', async () => {
    const { cloudwatch, clock, sink, spooled } = setUp();
    cloudwatch.script.always('deny');
    const at = clock.now() - 3_600_000;
    await sink.deliver([...datums(3, at), ...datums(3, at)]);
    expect(spooled()).toMatchObject([0, 1, 2].map((value) => ({ Values: [value], Counts: [2] })));
    expect(spooled().map(({ Timestamp }) => Timestamp)).toEqual(Array(3).fill(new Date(at)));
  });

  test.each([
    ['many small entries', 5_000, 1],
    ['few large entries', 500, 150],
  ])('cuts %s into messages below 256 KiB, each one request at most', async (_what, checks, values) => {
    const { cloudwatch, clock, sink, sqs, spooled } = setUp();
    cloudwatch.script.always('deny');
    const all = Array.from({ length: values }, (_, index) => index * Math.PI);
    const given = datums(checks, clock.now()).flatMap((datum) => all.map((value) => ({ ...datum, value })));
    await sink.deliver(given);
    const bodies = sqs.in(SPOOL).map(({ MessageBody = '' }) => MessageBody);
    expect(bodies.length).toBeGreaterThan(1);
    expect(Math.max(...bodies.map((body) => Buffer.byteLength(body)))).toBeLessThanOrEqual(262_144);
    expect(Math.max(...bodies.map((body) => decodeSpooled(body)?.length ?? 0))).toBeLessThanOrEqual(1_000);
    expect(spooled()).toHaveLength(checks);
  });
});

const STEPS = ['throttle', 'unavailable', 'deny', 'refuse', 'reset', 'hang'] as const;

test('whatever goes wrong, delivered, spooled and lost add up, and each is where it is said to be', async () => {
  const steps = fc.array(fc.option(fc.constantFrom(...STEPS), { nil: undefined }), { maxLength: 12 });
  const spoolSteps = fc.array(fc.constantFrom('partial' as const, 'unavailable' as const, 'hang' as const), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(2_500), steps, spoolSteps, fc.boolean(), async (count, puts, sends, hasNaN) => {
      const { cloudwatch, clock, sink, sqs, spooled } = setUp({ random: () => 0.5 });
      for (const step of puts) cloudwatch.script.next(step as (typeof STEPS)[number]);
      for (const step of sends) sqs.script.next(step);
      const given = datums(count, clock.now());
      if (hasNaN) given.push({ ...(datums(1, clock.now())[0] as Datum), value: Number.NaN });
      const { delivered, spooled: kept, lost } = await sink.deliver(given);
      expect(delivered + kept + lost).toBe(given.length);
      expect(cloudwatch.taken.flatMap(valuesOf)).toHaveLength(delivered);
      expect(spooled()).toHaveLength(kept);
    }),
    { numRuns: 60 },
  );
});
