import { describe, expect, it } from 'vitest';
import { http } from '../../probes/http/check.ts';
import { kinds } from '../../probes/kinds.ts';
import type { Check, CommonOptions } from '../check.ts';
import { METRICS } from '../metric.ts';
import { project } from '../project.ts';
import { resolve } from '../resolve.ts';
import type { MetricAlarm } from './alarm.ts';
import { alarmsOf, selfAlarmsOf } from './check-alarms.ts';

const alarmsWith = (options: CommonOptions): MetricAlarm[] =>
  alarmsOf(
    resolve(
      project({ home: 'eu-west-1', checks: [http('a', { url: 'https://a.example/', ...options })] }),
      kinds,
    ).checks[0] as Check,
  );

describe('the alarms of a check', () => {
  it.each<[sentence: string, CommonOptions, names: string[]]>([
    ['failed', {}, ['vedette/a/failed']],
    [
      'failed and degraded, when it can degrade',
      { thresholds: { degraded: '1s' } },
      ['vedette/a/failed', 'vedette/a/degraded'],
    ],
    ['none when it is not enabled', { enabled: false }, []],
    [
      'none when they are switched off',
      { alarms: { failed: false, degraded: false }, thresholds: { degraded: '1s' } },
      [],
    ],
  ])('%s', (_sentence, options, names) => {
    expect(alarmsWith(options).map(({ name }) => name)).toEqual(names);
  });

  it('a missing value is a failure, for a check that must run; slowness is not made of silence', () => {
    const [failed, degraded] = alarmsWith({ thresholds: { degraded: '1s' } });
    expect([failed?.missing, degraded?.missing]).toEqual(['breaching', 'notBreaching']);
  });

  it('degraded is one step less severe than failed', () => {
    const severities = (severity: 'critical' | 'warning' | 'info') =>
      alarmsWith({ labels: { severity }, thresholds: { degraded: '1s' } }).map((alarm) => alarm.severity);
    expect([severities('critical'), severities('warning'), severities('info')]).toEqual([
      ['critical', 'warning'],
      ['warning', 'info'],
      ['info', 'info'],
    ]);
  });

  it.each([
    ['10s', 10, 1],
    ['30s', 30, 2],
    ['1m', 60, 4],
    ['24h', 86_400, 2_880],
  ] as const)('every %s: a period of %d s and %d minutes to warm up', (every, period, warmUp) => {
    const [failed] = alarmsWith({ every, timeout: '5s' });
    expect([failed?.periodSeconds, failed?.warmUpMinutes]).toEqual([period, warmUp]);
  });

  it('several locations are one expression over one metric each', () => {
    const [failed] = alarmsWith({ locations: ['eu-west-1', 'us-east-1'] });
    expect(failed?.expression).toBe('MAX([m1,m2])');
    expect(failed?.metrics.map(({ dimensions }) => dimensions.Location)).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('says in its description what it means and where to look', () => {
    const [failed] = alarmsWith({ description: 'Customers see it.', runbook: 'https://wiki.example/a' });
    expect(failed?.description).toBe(
      '**a** failed in 2 of the last 3 runs, or was not probed.\n\nCustomers see it.\n\nRunbook: https://wiki.example/a\n\nTarget: `GET https://a.example/`',
    );
  });
});

describe('the alarms on Vedette itself', () => {
  it('read metrics of one location only, by the dimensions under which they are published', () => {
    for (const { metrics } of selfAlarmsOf('eu-west-1')) {
      for (const { metric, dimensions } of metrics) {
        expect(METRICS[metric].dimensions).toEqual(Object.keys(dimensions));
        expect(dimensions).toEqual({ Location: 'eu-west-1' });
      }
    }
  });

  it('only the watchdog takes silence for a fault', () => {
    const breaching = selfAlarmsOf('eu-west-1').filter(({ missing }) => missing === 'breaching');
    expect(breaching.map(({ name }) => name)).toEqual(['vedette/self/eu-west-1/watchdog']);
  });
});
