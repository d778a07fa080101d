import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  deliveryOf,
  digestOf,
  incidentOf,
  noticeOf,
  OPENED,
  resolvedOf,
  toldOf,
} from '../../../test/deliveries.ts';
import type { Delivery, Told } from '../sender.ts';
import { headlineOf } from './headline.ts';
import { linesOf, linksOf } from './lines.ts';
import { MAX_SMS, smsOf, toGsm } from './sms.ts';
import { subjectOf } from './subject.ts';
import { firstOf } from './text.ts';
import { moment, spoken } from './time.ts';

const base = incidentOf();
const labelled = (labels: Record<string, string>, over: Partial<Told> = {}): Delivery =>
  deliveryOf({
    incidents: [toldOf({ incident: incidentOf({ labels: { ...base.labels, ...labels } }), ...over })],
  });
const at = (...locations: Told['locations']): Delivery => deliveryOf({ incidents: [toldOf({ locations })] });
const self = incidentOf({
  alarm: 'vedette/self/executed/eu-west-1',
  labels: { severity: 'critical', role: 'watchdog' },
  reason: 'Threshold Crossed: no datapoints were received.',
  description:
    '**Vedette itself** at eu-west-1: Fewer than 90 % of the planned probes came to a result.\n\nMetrics: `Planned`',
});
const withDrill: Delivery = {
  ...digestOf(7),
  incidents: [
    ...digestOf(7).incidents,
    toldOf({ incident: incidentOf({ labels: { ...base.labels, drill: 'true' } }) }),
  ],
};
const halfOver = digestOf(4);
const partly = deliveryOf({
  event: 'changed',
  notice: halfOver.notice,
  incidents: halfOver.incidents.map((told, n) =>
    n === 0 ? { ...told, incident: { ...told.incident, state: 'resolved' } } : told,
  ),
});
const over = (delivery: Delivery): Delivery => ({
  ...delivery,
  event: 'resolved',
  incidents: delivery.incidents.map((told) => ({
    ...told,
    incident: { ...told.incident, state: 'resolved', resolvedAt: OPENED + 300_000 },
  })),
});

test.each<[string, Delivery, string]>([
  ['an alarm that begins', deliveryOf(), 'FIRING critical: portfolio-api failed'],
  ['a reminder', deliveryOf({ event: 'reminded' }), 'STILL FIRING critical: portfolio-api failed'],
  [
    'an acknowledgement',
    deliveryOf({ event: 'acknowledged' }),
    'ACKNOWLEDGED critical: portfolio-api failed',
  ],
  ['an end', resolvedOf(), 'RESOLVED critical: portfolio-api failed'],
  ['a drill', labelled({ drill: 'true' }), '[DRILL] FIRING critical: portfolio-api failed'],
  [
    'an alarm on Vedette itself',
    deliveryOf({ incidents: [toldOf({ incident: self })] }),
    'FIRING critical: self/executed/eu-west-1',
  ],
  [
    'one contributor of many',
    deliveryOf({ incidents: [toldOf({ incident: incidentOf({ key: `${base.alarm}#host=a` }) })] }),
    'FIRING critical: portfolio-api failed (host=a)',
  ],
  ['a digest', digestOf(7), 'FIRING critical: 7 alarms of 4 checks'],
  ['a digest of which one is called a drill', withDrill, 'FIRING critical: 8 alarms of 5 checks'],
  ['a digest whose worst is over', partly, 'CHANGED critical: 4 alarms of 2 checks'],
  ['nothing at all', deliveryOf({ incidents: [] }), 'FIRING info: 0 alarms'],
])('the subject of %s', (_what, delivery, subject) => expect(subjectOf(delivery)).toBe(subject));

test.each<[string, Delivery, string]>([
  [
    'some locations',
    deliveryOf(),
    'portfolio-api fails at 2 of 3 locations (eu-west-1, us-east-1): status 503 is not 200.',
  ],
  [
    'all locations',
    at(
      { location: 'eu-west-1', state: 'bad', message: 'no answer within 10s' },
      { location: 'us-east-1', state: 'bad' },
    ),
    'portfolio-api fails at all 2 locations: no answer within 10s.',
  ],
  [
    'the one location',
    at({ location: 'eu-west-1', state: 'bad', message: 'connection refused' }),
    'portfolio-api fails at eu-west-1: connection refused.',
  ],
  ['locations of which nothing is known', at(), 'portfolio-api fails.'],
  ['a slow check', labelled({ role: 'degraded' }, { locations: [] }), 'portfolio-api is degraded.'],
  [
    'a certificate',
    labelled({ role: 'certificate' }, { locations: [] }),
    'portfolio-api has a certificate that needs care.',
  ],
  [
    'an alarm of a kind of its own',
    labelled({ role: 'stale' }, { locations: [] }),
    'portfolio-api has the alarm stale firing.',
  ],
  [
    'no data',
    deliveryOf({
      incidents: [
        toldOf({
          incident: incidentOf({ cause: 'missing' }),
          locations: [
            { location: 'eu-west-1', state: 'silent' },
            { location: 'us-east-1', state: 'good' },
          ],
        }),
      ],
    }),
    'portfolio-api has sent no results at 1 of 2 locations (eu-west-1).',
  ],
  [
    'Vedette itself: in our words, not in those of CloudWatch',
    deliveryOf({ incidents: [toldOf({ incident: self, locations: [] })] }),
    'Vedette itself at eu-west-1: Fewer than 90 % of the planned probes came to a result.',
  ],
  [
    'an alarm of others',
    deliveryOf({
      incidents: [toldOf({ incident: { ...self, alarm: 'theirs', key: 'theirs' }, locations: [] })],
    }),
    'The alarm theirs fires: Threshold Crossed: no datapoints were received.',
  ],
  ['an end', resolvedOf(), 'portfolio-api is good again after 12 min.'],
  [
    'an alarm that was deleted',
    resolvedOf({ resolution: 'gone' }),
    'portfolio-api: the alarm was deleted while it fired, after 12 min.',
  ],
  ['a digest', digestOf(7), '7 alarms fire: 4 critical, 3 warning.'],
  ['a digest of which one is over', partly, '3 of 4 alarms fire: 1 critical, 2 warning.'],
  ['a digest that is over', over(digestOf(7)), 'All 7 alarms are over after 5 min.'],
  ['nothing at all', deliveryOf({ incidents: [] }), 'What this was about is not known any more.'],
])('the headline of %s', (_what, delivery, headline) => expect(headlineOf(delivery)).toBe(headline));

describe('the lines', () => {
  const textsOf = (delivery: Delivery) => linesOf(delivery).map(({ label, text }) => `${label}: ${text}`);

  it('of one alarm', () =>
    expect(textsOf(deliveryOf())).toEqual([
      'Since: 2026-11-21 03:04:05 UTC, for 12 min',
      'Locations: eu-west-1 says "status 503 is not 200", us-east-1 says "status 503 is not 200", ap-southeast-2 is good',
      'Last good: 2026-11-21 03:15:05 UTC at ap-southeast-2',
      'Team: platform',
      'Target: GET https://exchange.example.com/v1/portfolio',
      'Reason: Threshold Crossed: 2 out of the last 3 datapoints were greater than or equal to 1.',
    ]));

  it('of one that is over, acknowledged, and told instead of somebody else', () => {
    const acknowledged = { at: OPENED + 120_000, by: 'anna' };
    const delivery = {
      ...resolvedOf({ acknowledged }),
      notice: noticeOf({ note: 'slack keeps failing: 500' }),
    };
    expect(textsOf(delivery)).toEqual(
      expect.arrayContaining([
        'Lasted: 12 min, from 2026-11-21 03:04:05 UTC to 2026-11-21 03:16:05 UTC',
        'Acknowledged: by anna at 2026-11-21 03:06:05 UTC',
        'Note: slack keeps failing: 500',
      ]),
    );
  });

  it('of a digest: counts by check and the first ten names', () =>
    expect(textsOf(digestOf(24))).toEqual([
      'Since: 2026-11-21 03:04:05 UTC, for 12 min',
      'Checks: check-0 2, check-1 2, check-2 2, check-3 2, check-4 2, check-5 2, check-6 2, check-7 2, check-8 2, check-9 2 and 2 more',
      `Alarms: ${Array.from({ length: 10 }, (_, n) => `check-${n} failed`).join(', ')} and 14 more`,
      'Team: platform',
    ]));

  it('of a digest that is over: how long it lasted', () =>
    expect(textsOf(over(digestOf(7)))[0]).toBe(
      'Lasted: 5 min, from 2026-11-21 03:04:05 UTC to 2026-11-21 03:09:05 UTC',
    ));

  it('links only to what a browser opens, the runbook first', () => {
    const links = [
      { label: 'Evil', href: 'javascript:alert(1)' },
      { label: 'Logs', href: 'https://logs.example.com/' },
    ];
    expect(linksOf(deliveryOf({ incidents: [toldOf({ links })] })).map(({ label }) => label)).toEqual([
      'Runbook',
      'Logs',
    ]);
  });
});

test.each<[string, Delivery, string]>([
  [
    'a long story, cut to one message',
    labelled({}, { locations: [{ location: 'local', state: 'bad', message: 'word '.repeat(40) }] }),
    `FIRING critical: portfolio-api fails at local: ${'word '.repeat(18)}...`,
  ],
  [
    'an alarm',
    deliveryOf(),
    'FIRING critical: portfolio-api fails at 2 of 3 locations (eu-west-1, us-east-1): status 503 is not 200.',
  ],
  ['an end', resolvedOf(), 'RESOLVED critical: portfolio-api is good again after 12 min.'],
  [
    'a drill with what GSM has not',
    labelled(
      { drill: 'true' },
      { locations: [{ location: 'local', state: 'bad', message: 'Überlauf {€} 東' }] },
    ),
    '(DRILL) FIRING critical: portfolio-api fails at local: Uberlauf (?) ?.',
  ],
  ['a storm', digestOf(1_000), 'FIRING critical: 1000 alarms fire: 500 critical, 500 warning.'],
])('the SMS of %s', (_what, delivery, text) => expect(smsOf(delivery)).toBe(text));

/** GSM 03.38, the basic characters that ASCII shares with it. */
const GSM = /^[\n\r !"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z]*$/;

it('any text fits into one SMS', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const sms = toGsm(text);
      expect(sms.length).toBeLessThanOrEqual(MAX_SMS);
      expect(sms).toMatch(GSM);
    }),
    { seed: 4, numRuns: 300 },
  ));

test.each([
  [0, '0 s'],
  [45_000, '45 s'],
  [60_000, '1 min'],
  [725_000, '12 min'],
  [3_600_000, '1 h'],
  [3_900_000, '1 h 5 min'],
  [183_600_000, '2 d 3 h'],
  [-5_000, '0 s'],
  [Number.NaN, '0 s'],
])('%s ms is spoken %s', (ms, text) => expect(spoken(ms)).toBe(text));

test.each([
  [OPENED, '2026-11-21 03:04:05 UTC'],
  [Number.NaN, 'an unknown time'],
  [Number.POSITIVE_INFINITY, 'an unknown time'],
])('%s is the moment %s', (ms, text) => expect(moment(ms)).toBe(text));

test.each([
  ['as many as there are', firstOf(['a', 'b'], 2), 'a, b'],
  ['the first of many', firstOf(['a', 'b', 'c'], 2), 'a, b and 1 more'],
])('%s', (_what, made, expected) => expect(made).toBe(expected));
