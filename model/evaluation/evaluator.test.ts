import { describe, expect, it } from 'vitest';
import { compositeAlarm, failedDatum, MINUTE, metricAlarm, START } from '../../test/alarms.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from '../alarm/alarm.ts';
import type { Datum } from '../metric.ts';
import type { Routing } from '../route/route.ts';
import { type AlarmEvent, evaluatorOf } from './evaluator.ts';

const VALUE: Readonly<Record<string, number>> = { '0': 0, X: 1 };

/** One datapoint a period, 5 s after its beginning; `-` is none. */
const series = (check: string, marks: string, periodMs = MINUTE): Datum[] =>
  [...marks].flatMap((mark, index) => {
    const value = VALUE[mark];
    return value === undefined ? [] : [failedDatum(check, START + index * periodMs + 5_000, value)];
  });

/** What happens when all datapoints come in time. */
function run(
  alarms: readonly Alarm[],
  datums: readonly Datum[],
  minutes: number,
  silence = never,
): AlarmEvent[] {
  const evaluator = evaluatorOf(alarms, { createdAt: START, silence });
  evaluator.put(datums);
  return [...evaluator.advance(START + minutes * MINUTE)];
}

const never: Routing['silence'] = () => undefined;

/** `3 ALARM`: after so many minutes, and with `!` when people are told. */
const brief = (events: readonly AlarmEvent[], alarm?: string): string[] =>
  events
    .filter((event) => alarm === undefined || event.alarm === alarm)
    .map(({ at, state, isActing }) => `${(at - START) / MINUTE} ${state}${isActing ? '!' : ''}`);

describe('a metric alarm over time', () => {
  it.each<[sentence: string, marks: string, changes: Partial<MetricAlarm>, events: string[]]>([
    ['without a warm-up fires for the time before it was there', '0000', {}, ['1 ALARM!', '2 OK!']],
    ['is not heard while it warms up', '0000', { warmUpMinutes: 4 }, ['4 OK!']],
    [
      'fires on the second of two failures',
      '00000XX00',
      { warmUpMinutes: 4 },
      ['4 OK!', '7 ALARM!', '9 OK!'],
    ],
    ['does not fire on one', '00000X0000', { warmUpMinutes: 4 }, ['4 OK!']],
    [
      'fires on failures with one good between',
      '0000X0X000',
      { warmUpMinutes: 4 },
      ['4 OK!', '7 ALARM!', '8 OK!'],
    ],
    [
      'goes by older datapoints before it takes silence for a failure',
      '0000------',
      { warmUpMinutes: 4 },
      ['4 OK!', '8 ALARM!'],
    ],
    [
      'takes no silence for a failure when it is told so',
      '0000------XX',
      { warmUpMinutes: 4, missing: 'notBreaching' },
      ['4 OK!', '12 ALARM!'],
    ],
    [
      'goes by the last real datapoints for as long as it can see them',
      '0000XX------',
      { warmUpMinutes: 4, missing: 'notBreaching' },
      ['4 OK!', '6 ALARM!', '10 OK!'],
    ],
    [
      'a period of five minutes slides by the minute',
      '00000000000000000000X0000',
      { periodSeconds: 300, window: { failures: 1, of: 1 }, warmUpMinutes: 15 },
      ['15 OK!', '21 ALARM!', '26 OK!'],
    ],
  ])('%s', (_sentence, marks, changes, events) => {
    const minutes = Math.max(marks.length, 26);
    const padded = marks.padEnd(minutes, marks.at(-1));
    expect(brief(run([metricAlarm('a', changes)], series('a', padded), minutes))).toEqual(events);
  });

  it('of ten seconds is evaluated every ten seconds', () => {
    const alarm = metricAlarm('a', { periodSeconds: 10, warmUpMinutes: 1 });
    const events = run([alarm], series('a', '000000000XX0', 10_000), 2);
    expect(events.map(({ at, state }) => [(at - START) / 1_000, state])).toEqual([
      [60, 'OK'],
      [110, 'ALARM'],
    ]);
  });

  it('adds up, or takes the largest or the smallest of a period', () => {
    const values = [1, 2, 3].map((value, index) => failedDatum('a', START + index * 1_000, value));
    const states = (['Sum', 'Maximum', 'Minimum'] as const).map((statistic) => {
      const [input] = metricAlarm('a').metrics;
      const metrics = input ? [{ ...input, statistic }] : [];
      const window = { failures: 1, of: 1 };
      return brief(run([metricAlarm('a', { metrics, threshold: 3, window })], values, 1))[0];
    });
    expect(states).toEqual(['1 ALARM!', '1 ALARM!', '1 OK!']);
  });

  it('evaluates math over several locations', () => {
    const at = (location: string, id: string) => ({
      id,
      metric: 'failed' as const,
      dimensions: { Check: 'a', Location: location },
      statistic: 'Maximum' as const,
    });
    const quorum = metricAlarm('a', {
      metrics: [at('eu-west-1', 'm1'), at('us-east-1', 'm2'), at('sa-east-1', 'm3')],
      expression: 'SUM([m1,m2,m3])',
      threshold: 2,
      warmUpMinutes: 4,
    });
    const one = series('a', '0000XXXX00');
    const other = one.map(({ at: time, value }) =>
      failedDatum('a', time, time < START + 6 * MINUTE ? 0 : value, 'us-east-1'),
    );
    expect(brief(run([quorum], [...one, ...other], 10))).toEqual(['4 OK!', '8 ALARM!', '10 OK!']);
  });

  it('sees a datapoint that comes late once it has come', () => {
    const evaluator = evaluatorOf([metricAlarm('a', { warmUpMinutes: 4 })], { createdAt: START });
    const datums = series('a', '0000XX');
    evaluator.put(datums.slice(0, 5));
    const before = evaluator.advance(START + 6 * MINUTE);
    evaluator.put(datums.slice(5));
    expect(brief([...before, ...evaluator.advance(START + 7 * MINUTE)])).toEqual(['4 OK!', '7 ALARM!']);
  });
});

describe('the reason, in the words of CloudWatch', () => {
  it.each([
    [
      '0000X0X',
      'Threshold Crossed: 2 out of the last 3 datapoints [1.0 (21/11/26 03:06:00), 1.0 (21/11/26 03:04:00)] were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
    ],
    [
      '0000XX00',
      'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (21/11/26 03:07:00), 0.0 (21/11/26 03:06:00)] were not greater than or equal to the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).',
    ],
    [
      '0000-----',
      'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      'X---',
      'Threshold Crossed: 1 datapoint [1.0 (21/11/26 03:00:00)] was greater than or equal to the threshold (1.0) and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      '----',
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    ],
  ])('%s', (marks, reason) => {
    const events = run([metricAlarm('a', { warmUpMinutes: 4 })], series('a', marks), marks.length);
    expect(events.at(-1)?.reason).toBe(reason);
  });

  it.each([
    ['0000XX', 'breached'],
    ['0000----', 'missing'],
    ['0000X---', 'breached'],
  ])('%s: %s', (marks, cause) => {
    const events = run([metricAlarm('a', { warmUpMinutes: 4 })], series('a', marks), marks.length);
    expect(events.at(-1)).toMatchObject({ state: 'ALARM', cause });
  });
});

describe('a composite alarm', () => {
  const parts = ['a', 'b', 'c'].map((name) => metricAlarm(name, { warmUpMinutes: 4, isTold: false }));
  const datums = [
    ...series('a', '00000XXXX0000000'),
    ...series('b', '000000XXXX000000'),
    ...series('c', '0'.repeat(16)),
  ];
  const inAlarm = (name: string) => ({ inAlarm: name });

  it.each<[sentence: string, rule: CompositeAlarm['rule'], events: string[]]>([
    ['at least two', { atLeast: 2, of: ['a', 'b', 'c'] }, ['1 OK!', '8 ALARM!', '11 OK!']],
    ['any', { any: ['a', 'b', 'c'].map(inAlarm) }, ['1 OK!', '7 ALARM!', '12 OK!']],
    ['all', { all: ['a', 'b'].map(inAlarm) }, ['1 OK!', '8 ALARM!', '11 OK!']],
    [
      'one and not the other',
      { all: [inAlarm('b'), { not: inAlarm('a') }] },
      ['1 OK!', '11 ALARM!', '12 OK!'],
    ],
    ['one that there is not', inAlarm('z'), ['1 OK!']],
  ])('%s', (_sentence, rule, events) => {
    // The order of definition is not the order of evaluation.
    expect(brief(run([compositeAlarm('x', { rule }), ...parts], datums, 16), 'x')).toEqual(events);
  });

  it('tells which of its alarms changed, and is of one over another', () => {
    const alarms = [
      compositeAlarm('top', { rule: inAlarm('x') }),
      compositeAlarm('x', { rule: inAlarm('a') }),
      ...parts,
    ];
    const events = run(alarms, datums, 8);
    expect(events.findLast(({ alarm }) => alarm === 'top')).toMatchObject({
      state: 'ALARM',
      cause: 'breached',
      reason: 'x transitioned to ALARM at Saturday 21 November, 2026 03:07:00 UTC',
    });
    expect(events.filter(({ alarm, isActing }) => alarm === 'a' && isActing)).toEqual([]);
  });

  it('in a cycle is not evaluated', () => {
    const alarms = [compositeAlarm('x', { rule: inAlarm('y') }), compositeAlarm('y', { rule: inAlarm('x') })];
    expect(run(alarms, [], 5)).toEqual([]);
  });

  it('of silent alarms is silent for the same cause', () => {
    const events = run([compositeAlarm('x', { rule: inAlarm('a') }), ...parts], series('a', '0000'), 10);
    expect(events.findLast(({ alarm }) => alarm === 'x')).toMatchObject({ state: 'ALARM', cause: 'missing' });
  });
});

describe('what is not told now', () => {
  const suppressedBy = { alarm: 'parent', waitSeconds: 60, extensionSeconds: 120 };
  const family = [
    metricAlarm('parent', { warmUpMinutes: 4 }),
    metricAlarm('child', { warmUpMinutes: 4, isTold: false }),
    compositeAlarm('child-told', { rule: { inAlarm: 'child' }, suppressedBy }),
  ];
  const told = (parent: string, child: string) =>
    run(family, [...series('parent', parent), ...series('child', child)], 20)
      .filter(({ alarm }) => alarm === 'child-told')
      .map(({ at, state, isActing, actionsSuppressedBy }) =>
        [(at - START) / MINUTE, state, isActing ? 'told' : actionsSuppressedBy].join(' '),
      )
      .slice(2); // its first OK, and that it is told

  it.each([
    [
      'alone, a minute later',
      '0'.repeat(20),
      `000000XX${'0'.repeat(12)}`,
      ['8 ALARM WaitPeriod', '9 ALARM told', '10 OK WaitPeriod', '11 OK told'],
    ],
    [
      'not beside its parent, but that it is over',
      `000000XX${'0'.repeat(12)}`,
      `000000XX${'0'.repeat(12)}`,
      ['8 ALARM Alarm', '10 OK WaitPeriod', '11 OK told'],
    ],
    [
      'when it goes on after its parent',
      `000000XX${'0'.repeat(12)}`,
      `000000${'X'.repeat(14)}`,
      ['8 ALARM Alarm', '12 ALARM told'],
    ],
  ])('a child: %s', (_sentence, parent, child, events) => {
    expect(told(parent, child).filter((_, index) => index < events.length)).toEqual(events);
  });

  const silenced = (marks: string) => {
    const until = START + 12 * MINUTE;
    const silence = (_labels: unknown, at: number) =>
      at >= START + 6 * MINUTE && at < until ? { name: 'release', until } : undefined;
    return brief(run([metricAlarm('a', { warmUpMinutes: 4 })], series('a', marks), 20, silence));
  };

  it.each([
    [
      'one that still fires when the silence ends is told then',
      '000000XXXXXXXXXXXXXX',
      ['4 OK!', '8 ALARM', '12 ALARM!'],
    ],
    ['one that is over before the silence is', '000000XX000000000000', ['4 OK!', '8 ALARM', '10 OK']],
    ['that one from before is over', '000XXX00000000000000', ['4 OK!', '5 ALARM!', '8 OK', '12 OK!']],
  ])('%s', (_sentence, marks, events) => {
    expect(silenced(marks)).toEqual(events);
  });
});
