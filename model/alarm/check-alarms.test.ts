import { describe, expect, it } from 'vitest';
import { api } from '../../probes/api/check.ts';
import { type HttpOptions, http } from '../../probes/http/check.ts';
import { chain, tls } from '../../probes/tls/check.ts';
import { checksOf } from '../../test/checks.ts';
import { certificate } from '../assertion/words.ts';
import type { FailWhen } from '../check.ts';
import { LOCATIONS } from '../location.ts';
import type { Alarm, CompositeAlarm, MetricAlarm } from './alarm.ts';
import { alarmsOfAll } from './check-alarms.ts';

const url = 'https://a.example/';

const alarmsWith = (options: Partial<HttpOptions>): Alarm[] =>
  alarmsOfAll(checksOf(http('a', { url, ...options })));

const metricAlarms = (options: Partial<HttpOptions>): MetricAlarm[] =>
  alarmsWith(options).filter((alarm) => alarm.type === 'metric');

const named = (alarms: readonly Alarm[], name: string): Alarm => {
  const found = alarms.find((alarm) => alarm.name === name);
  if (!found) throw new Error(`no alarm ${name} among ${alarms.map((alarm) => alarm.name).join(', ')}`);
  return found;
};

const THREE = ['eu-west-1', 'us-east-1', 'sa-east-1'] as const;
const MANY = LOCATIONS.slice(0, 12);

describe('the alarms of a check', () => {
  it.each<[sentence: string, Partial<HttpOptions>, names: string[]]>([
    ['failed', {}, ['vedette/a/failed']],
    [
      'failed and degraded, when it can degrade',
      { thresholds: { degraded: '1s' } },
      ['vedette/a/failed', 'vedette/a/degraded'],
    ],
    [
      'certificate, when an assertion asks for days left',
      { expect: [certificate.daysLeft.atLeast(14)] },
      ['vedette/a/failed', 'vedette/a/certificate'],
    ],
    [
      'advisory, when one bad location is not enough',
      { locations: THREE, failWhen: { atLeast: 2 } },
      ['vedette/a/failed', 'vedette/a/advisory'],
    ],
    ['no advisory at a single location', { failWhen: 'all' }, ['vedette/a/failed']],
    ['no advisory when the share is one', { locations: THREE, failWhen: '33%' }, ['vedette/a/failed']],
    ['none when it is not enabled', { enabled: false, thresholds: { degraded: '1s' } }, []],
    [
      'none when they are switched off',
      {
        alarms: { failed: false, degraded: false, certificate: false, advisory: false },
        thresholds: { degraded: '1s' },
        expect: [certificate.daysLeft.atLeast(14)],
        locations: THREE,
        failWhen: 'all',
      },
      [],
    ],
  ])('%s', (_sentence, options, names) => {
    expect(alarmsWith(options).map(({ name }) => name)).toEqual(names);
  });

  it('a missing value is a failure, for a check that must run; nothing else is made of silence', () => {
    const options = { thresholds: { degraded: '1s' }, locations: THREE, failWhen: 'all' } as const;
    const expiring = { expect: [certificate.daysLeft.atLeast(14)] };
    const missing = metricAlarms({ ...options, ...expiring }).map((alarm) => [alarm.role, alarm.missing]);
    expect(Object.fromEntries(missing)).toEqual({
      failed: 'breaching',
      degraded: 'notBreaching',
      certificate: 'notBreaching',
      advisory: 'notBreaching',
    });
  });

  it.each([
    ['critical', 'critical', 'warning'],
    ['warning', 'warning', 'info'],
    ['info', 'info', 'info'],
  ] as const)('of a %s check: failed is %s, degraded one step less, %s', (severity, ...expected) => {
    const alarms = alarmsWith({ labels: { severity }, thresholds: { degraded: '1s' } });
    expect(alarms.map((alarm) => alarm.severity)).toEqual(expected);
    expect(alarms.map(({ labels }) => labels.severity)).toEqual(expected);
  });

  it('certificate and advisory have a severity of their own, whatever the check is', () => {
    const options: Partial<HttpOptions> = {
      labels: { severity: 'critical' },
      locations: THREE,
      failWhen: 'all',
      expect: [certificate.daysLeft.atLeast(14)],
    };
    const severities = (alarms: HttpOptions['alarms']) =>
      alarmsWith({ ...options, ...(alarms && { alarms }) }).map(({ role, severity }) => [role, severity]);
    expect(severities(undefined)).toEqual([
      ['failed', 'critical'],
      ['certificate', 'warning'],
      ['advisory', 'info'],
    ]);
    const own = { certificate: { severity: 'critical' }, advisory: { severity: 'warning' } } as const;
    expect(severities(own).slice(1)).toEqual([
      ['certificate', 'critical'],
      ['advisory', 'warning'],
    ]);
  });

  it('what an api step asserts of a certificate is watched too, and a chain as well', () => {
    const step = { name: 'log in', url, expect: [certificate.daysLeft.atLeast(14)] };
    const alarms = alarmsOfAll(
      checksOf(
        api('steps', { steps: [step] }),
        tls('chain', { host: 'a.example', expect: [chain.lifetimeLeft.atLeast(20)] }),
        tls('none', { host: 'a.example' }),
      ),
    );
    expect(alarms.filter(({ role }) => role === 'certificate').map(({ check }) => check)).toEqual([
      'steps',
      'chain',
    ]);
  });

  it.each([
    ['10s', 10, 1],
    ['30s', 30, 2],
    ['1m', 60, 4],
    ['24h', 86_400, 2_880],
  ] as const)('every %s: a period of %d s and %d minutes to warm up', (every, period, warmUp) => {
    const [failed] = metricAlarms({ every, timeout: '5s' });
    expect([failed?.periodSeconds, failed?.warmUpMinutes]).toEqual([period, warmUp]);
  });

  it.each([
    ['by itself', { failures: 2, of: 3 }, { failures: 2, of: 3 }],
    ['as many as it takes anyway', { failures: 2, of: 3, recover: 2 }, { failures: 2, of: 3 }],
    ['five good ones', { failures: 2, of: 3, recover: 5 }, { failures: 2, of: 6 }],
    ['three after a single failure', { failures: 1, of: 1, recover: 3 }, { failures: 1, of: 3 }],
  ])('recovery, %s: %j is %j', (_sentence, asked, window) => {
    expect(metricAlarms({ alarms: { failed: asked } })[0]?.window).toEqual(window);
  });
});

describe('at several locations', () => {
  it.each<[FailWhen, expression: string, threshold: number]>([
    ['any', 'MAX([m1,m2,m3])', 1],
    ['all', 'MIN([m1,m2,m3])', 1],
    [{ atLeast: 2 }, 'SUM([m1,m2,m3])', 2],
    ['50%', 'AVG([m1,m2,m3])', 0.5],
  ])('%j is %s >= %d', (failWhen, expression, threshold) => {
    const [failed, degraded] = metricAlarms({
      locations: THREE,
      failWhen,
      thresholds: { degraded: '1s' },
    });
    for (const alarm of [failed, degraded])
      expect([alarm?.expression, alarm?.comparison, alarm?.threshold]).toEqual([
        expression,
        'atLeast',
        threshold,
      ]);
    expect(failed?.metrics.map(({ dimensions }) => dimensions.Location)).toEqual(THREE);
  });

  it('a certificate speaks of any, the advisory of some but fewer than failed waits for', () => {
    const alarms = metricAlarms({
      locations: THREE,
      failWhen: 'all',
      expect: [certificate.daysLeft.atLeast(14)],
    });
    expect(alarms.slice(1).map(({ role, expression }) => [role, expression])).toEqual([
      ['certificate', 'MAX([m1,m2,m3])'],
      ['advisory', 'IF(MIN([m1,m2,m3]) < 1, MAX([m1,m2,m3]), 0)'],
    ]);
  });

  it('the same location named twice is one', () => {
    expect(metricAlarms({ locations: ['eu-west-1', 'eu-west-1'] })[0]?.metrics).toHaveLength(1);
  });
});

describe('beyond ten locations', () => {
  it.each<[FailWhen, least: number]>([
    ['any', 1],
    ['all', 12],
    [{ atLeast: 3 }, 3],
    ['25%', 3],
    ['26%', 4],
  ])('%j: at least %d of an alarm for each', (failWhen, least) => {
    const alarms = alarmsWith({ locations: MANY, failWhen });
    const parts = MANY.map((location) => `vedette/a/failed/${location}`);
    const { rule } = named(alarms, 'vedette/a/failed/quorum') as CompositeAlarm;
    expect('any' in rule ? rule.any[0] : rule).toEqual({ atLeast: least, of: parts });
    for (const name of parts) expect(named(alarms, name).isTold).toBe(false);
  });

  it('only the composites are told, each of the same role as its parts', () => {
    const told = alarmsWith({ locations: MANY, failWhen: 'all', thresholds: { degraded: '1s' } }).filter(
      ({ isTold }) => isTold,
    );
    expect(told.map(({ name, role }) => [name, role])).toEqual([
      ['vedette/a/failed/quorum', 'failed'],
      ['vedette/a/degraded/quorum', 'degraded'],
      ['vedette/a/advisory/quorum', 'advisory'],
    ]);
  });

  it('one that is silent does not count, unless all must be bad; when all are silent it is a failure', () => {
    const alarms = alarmsWith({ locations: MANY, failWhen: 'any' });
    expect((named(alarms, 'vedette/a/failed/af-south-1') as MetricAlarm).missing).toBe('notBreaching');
    expect((named(alarms, 'vedette/a/failed/quorum') as CompositeAlarm).rule).toMatchObject({
      any: [
        {},
        { all: [{ inAlarm: 'vedette/a/failed/silent-1' }, { inAlarm: 'vedette/a/failed/silent-2' }] },
      ],
    });
    const [ten, two] = ['silent-1', 'silent-2'].map(
      (part) => named(alarms, `vedette/a/failed/${part}`) as MetricAlarm,
    );
    expect([ten?.metrics.length, two?.metrics.length]).toEqual([10, 2]);
    expect([two?.expression, two?.comparison, two?.threshold, two?.missing]).toEqual([
      'MAX([m1,m2]) * 0',
      'above',
      0,
      'breaching',
    ]);
    const all = alarmsWith({ locations: MANY, failWhen: 'all' });
    expect((named(all, 'vedette/a/failed/af-south-1') as MetricAlarm).missing).toBe('breaching');
  });

  it('the advisory is over the very parts of failed, and silent where failed speaks', () => {
    const { rule } = named(
      alarmsWith({ locations: MANY, failWhen: 'all' }),
      'vedette/a/advisory/quorum',
    ) as CompositeAlarm;
    expect(rule).toEqual({
      all: [
        { atLeast: 1, of: MANY.map((location) => `vedette/a/failed/${location}`) },
        { not: { inAlarm: 'vedette/a/failed/quorum' } },
      ],
    });
  });
});

describe('what an alarm says', () => {
  const descriptionOf = (options: Partial<HttpOptions>, role = 'failed') =>
    named(alarmsWith(options), `vedette/a/${role}`).description;

  it('what it means and where to look', () => {
    expect(descriptionOf({ description: 'Customers see it.', runbook: 'https://wiki.example/a' })).toBe(
      '**a** failed in 2 of the last 3 runs, or was not probed.\n\nRunbook: https://wiki.example/a\n\nCustomers see it.\n\nTarget: `GET https://a.example/`',
    );
  });

  it('at how many locations', () => {
    const options = { locations: THREE, failWhen: '50%' } as const;
    expect(descriptionOf(options)).toContain(
      '**a** failed in 2 of the last 3 runs at 2 or more of 3 locations, or was not probed.',
    );
    expect(descriptionOf(options, 'advisory')).toContain(
      '**a** failed in 2 of the last 3 runs at some location; it counts as down at 2 of 3.',
    );
  });
});
