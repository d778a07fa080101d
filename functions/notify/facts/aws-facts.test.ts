import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { applySignal, type Incident } from '../../../model/incident/incident.ts';
import { settle } from '../../../model/settle.ts';
import { http } from '../../../probes/http/check.ts';
import { kinds } from '../../../probes/kinds.ts';
import { virtualClock } from '../../../test/fakes/clock.ts';
import { hang } from '../../../test/fakes/script.ts';
import { alarmArn } from '../../../test/notifier.ts';
import { awsFacts } from './aws-facts.ts';
import type { FilterLogEvents } from './logs.ts';
import type { SignedFile } from './sign-url.ts';

const MINUTE = 60_000;

const [check] = settle(
  {
    vedette: 'project',
    home: 'eu-west-1',
    checks: [
      http('quote', {
        url: 'https://example.com/quote',
        locations: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
        runbook: 'https://runbooks.example.com/quote',
      }),
    ],
  },
  kinds,
);
if (!check) throw new Error('no check');

function incidentOf(role: string | undefined, id: string | undefined = 'quote'): Incident {
  const alarm = role ? `vedette/quote/${role}` : 'theirs';
  const labels = { severity: 'critical', ...(role && { role, check: id }) } as const;
  const rest = { reason: '', cause: 'breached', description: '', arn: alarmArn(alarm), via: [] } as const;
  const incident = applySignal(undefined, { alarm, state: 'ALARM', at: 1, labels, ...rest });
  if (!incident) throw new Error('no incident');
  return incident;
}

function setup(evidence?: object) {
  const clock = virtualClock();
  const start = clock.now();
  const asked: unknown[] = [];
  /** Values, the newest first, a minute apart, of each location. */
  const series: readonly (readonly number[])[] = [[1, 1, 0, 1], [0, 0], []];
  const result = (values: readonly number[], index: number): MetricDataResult => ({
    Id: `m${index}`,
    Values: [...values],
    Timestamps: values.map((_value, age) => new Date(start - (age + 1) * MINUTE)),
  });
  const cloudwatch = {
    getMetricData: async (input: unknown, _signal: AbortSignal) => {
      asked.push(input);
      return { MetricDataResults: series.map(result) };
    },
    getMetricWidgetImage: async (
      { MetricWidget = '' }: { MetricWidget: string | undefined },
      _signal: AbortSignal,
    ) => {
      asked.push(JSON.parse(MetricWidget));
      return { MetricWidgetImage: new Uint8Array([137, 80, 78, 71]) };
    },
  };
  const line = { check: 'quote', state: 'failed', message: 'expected status 200, got 503', evidence };
  const logged = JSON.stringify(line);
  const logs: FilterLogEvents = async (region, input) => {
    asked.push({ region, ...input });
    return input.nextToken ? { events: [{ message: logged }] } : { events: [], nextToken: 'more' };
  };
  return {
    clock,
    start,
    asked,
    options: {
      cloudwatch,
      logs,
      signUrl: async ({ region, bucket, key }: SignedFile) => `https://signed/${region}/${bucket}/${key}`,
      clock,
      checks: [check as NonNullable<typeof check>],
      home: 'eu-west-1',
    },
  };
}

const LOCATIONS = (start: number) => [
  {
    location: 'eu-west-1',
    state: 'bad',
    lastGoodAt: start - 3 * MINUTE,
    message: 'expected status 200, got 503',
  },
  { location: 'us-east-1', state: 'good', lastGoodAt: start - MINUTE },
  { location: 'ap-southeast-2', state: 'silent' },
];

describe('what is known of an incident', () => {
  test('where it is bad, since when, and what the last bad result said there', async () => {
    const { options, start, asked } = setup();
    const facts = await awsFacts(options).of(incidentOf('failed'));
    expect(facts.locations).toEqual(LOCATIONS(start));
    expect(asked).toMatchObject([
      {
        MetricDataQueries: [
          { MetricStat: { Metric: { MetricName: 'Failed' }, Period: 60, Stat: 'Maximum' } },
          {},
          {},
        ],
      },
      {
        region: 'eu-west-1',
        logGroupName: '/vedette/probe',
        filterPattern: '{ ($.check = "quote") && ($.state = "failed") }',
        startTime: start - 15 * MINUTE,
      },
      { region: 'eu-west-1', nextToken: 'more' },
    ]);
  });

  test('of a degraded one, by what was degraded', async () => {
    const { options, asked } = setup();
    await awsFacts(options).of(incidentOf('degraded'));
    expect(asked).toMatchObject([
      { MetricDataQueries: [{ MetricStat: { Metric: { MetricName: 'Degraded' } } }, {}, {}] },
      { filterPattern: '{ ($.check = "quote") && ($.state = "degraded") }' },
      {},
    ]);
  });

  test('the target, the runbook and where to look next cost nothing', () => {
    const { options, asked } = setup();
    const { target, runbook, links } = awsFacts(options).atHand(incidentOf('failed'));
    expect({ target, runbook }).toEqual({
      target: 'GET https://example.com/quote',
      runbook: 'https://runbooks.example.com/quote',
    });
    expect(links.map(({ label }) => label)).toEqual(['Alarm', 'Metrics', 'Logs']);
    expect(links.every(({ href }) => href.startsWith('https://eu-west-1.console.aws.amazon.com/'))).toBe(
      true,
    );
    expect(asked).toEqual([]);
  });

  test.each([
    ['that no definition names', incidentOf(undefined)],
    ['of a check that is no more', incidentOf('failed', 'gone')],
    ['about something else than good and bad', incidentOf('certificate')],
  ])('of an alarm %s there are no locations', async (_sentence, incident) => {
    const { options, asked } = setup();
    const facts = await awsFacts(options).of(incident);
    expect(facts.locations).toEqual([]);
    expect(facts.links[0]?.label).toBe('Alarm');
    expect(asked).toEqual([]);
  });
});

describe('the evidence', () => {
  const file = (name: string, type: string) => ({
    name,
    type,
    bytes: 1,
    key: `s3://vedetteprobe-1/quote/2026-11-26T03-00-12.345Z/${name}`,
  });
  const files = [
    file('console.txt', 'text/plain'),
    file('failed.png', 'image/png'),
    file('later.png', 'image/png'),
    file('trace.zip', 'application/zip'),
  ];
  const folder = `prefix=${encodeURIComponent('quote/2026-11-26T03-00-12.345Z/')}`;
  const signed = 'https://signed/eu-west-1/vedetteprobe-1/quote/2026-11-26T03-00-12.345Z';
  const linksOf = async (options: ReturnType<typeof setup>['options']) =>
    Object.fromEntries(
      (await awsFacts(options).of(incidentOf('failed'))).links.map(({ label, href }) => [label, href]),
    );

  test('is linked to before all else: the screenshot, the trace, and the folder', async () => {
    const links = await linksOf(setup({ files }).options);
    expect(Object.keys(links)).toEqual(['Screenshot', 'Trace', 'Evidence', 'Alarm', 'Metrics', 'Logs']);
    expect(links).toMatchObject({ Screenshot: `${signed}/failed.png`, Trace: `${signed}/trace.zip` });
    expect(links.Evidence).toContain('https://eu-west-1.console.aws.amazon.com/s3/buckets/vedetteprobe-1?');
    expect(links.Evidence).toContain(folder);
  });

  test('that cannot be signed is still in its folder', async () => {
    const signUrl = async () => {
      throw new Error('no credentials');
    };
    const links = await linksOf({ ...setup({ files }).options, signUrl });
    expect(Object.keys(links)).toEqual(['Evidence', 'Alarm', 'Metrics', 'Logs']);
  });

  test.each([
    ['of a check that keeps no files', { status: 503 }],
    ['that could not be kept', { files: [{ ...files[0], key: '' }] }],
    ['that is on a machine of its own', { files: [{ ...files[0], key: 'evidence/quote/failed.png' }] }],
    ['that is none', { files: 'many' }],
    ['that is garbage', { files: [null, { key: 7 }, 'x'] }],
  ])('%s has no link', async (_sentence, evidence) => {
    expect(Object.keys(await linksOf(setup(evidence).options))).toEqual(['Alarm', 'Metrics', 'Logs']);
  });

  test('holds up nobody when signing hangs', async () => {
    const { options, clock, start } = setup({ files });
    const signUrl = () => new Promise<never>(() => {});
    const facts = await awsFacts({ ...options, signUrl }).of(incidentOf('failed'));
    expect(facts.links.map(({ label }) => label)).toEqual(['Alarm', 'Metrics', 'Logs']);
    expect(facts.locations).toHaveLength(3);
    expect(clock.now() - start).toBe(1_500);
  });
});

describe('the picture', () => {
  test.each([
    ['of a check shows its locations', incidentOf('failed'), { metrics: { length: 6 }, period: 60 }],
    [
      'of another alarm shows the alarm',
      incidentOf(undefined),
      { annotations: { alarms: [alarmArn('theirs')] } },
    ],
  ])('%s', async (_sentence, incident, expected) => {
    const { options, asked } = setup();
    expect(await awsFacts(options).picture(incident)).toEqual(new Uint8Array([137, 80, 78, 71]));
    expect(asked).toMatchObject([expected]);
  });

  test('of an alarm that is not known there is none', async () => {
    const { options } = setup();
    expect(await awsFacts(options).picture({ ...incidentOf(undefined), arn: '' })).toBeUndefined();
  });
});

describe('when AWS does not answer, nobody waits for long', () => {
  const stuck = (_input: unknown, signal: AbortSignal) => hang(signal);
  const away = async () => {
    throw new Error('AccessDenied');
  };

  test.each([
    ['hangs', stuck, 1_500],
    ['refuses', away, 0],
  ])('CloudWatch %s: there are links and nothing else', async (_sentence, call, waited) => {
    const { options, clock, start } = setup();
    const cloudwatch = { getMetricData: call, getMetricWidgetImage: call };
    const facts = awsFacts({ ...options, cloudwatch });
    const { locations, links } = await facts.of(incidentOf('failed'));
    expect([locations, links.length, clock.now() - start]).toEqual([[], 3, waited]);
    expect(await facts.picture(incidentOf('failed'))).toBeUndefined();
  });

  test.each([
    ['hang', (_region: string, _input: unknown, signal: AbortSignal) => hang(signal), 1_500],
    ['refuse', away, 0],
  ])('the logs %s: the locations come without words', async (_sentence, logs, waited) => {
    const { options, clock, start } = setup();
    const { locations } = await awsFacts({ ...options, logs }).of(incidentOf('failed'));
    expect(locations.map(({ state, message }) => [state, message])).toEqual([
      ['bad', undefined],
      ['good', undefined],
      ['silent', undefined],
    ]);
    expect(clock.now() - start).toBe(waited);
  });
});
