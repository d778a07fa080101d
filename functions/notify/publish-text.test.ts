import { describe, expect, it } from 'vitest';
import { deliveryOf, digestOf, incidentOf, resolvedOf, toldOf } from '../../test/deliveries.ts';
import { FakeSns } from '../../test/fakes/sns.ts';
import { portsOf, receiverOf as receiver } from '../../test/sending.ts';
import { email } from './email/receiver.ts';
import { send as sendEmail } from './email/send.ts';
import { sms } from './sms/receiver.ts';
import { send as sendSms } from './sms/send.ts';

const desk = receiver(email, email('desk', { addresses: ['desk@example.com', 'desk@example.com'] }));
const onCall = receiver(sms, sms('on-call', { numbers: ['+61412345678'] }));

const odd = deliveryOf({
  incidents: [
    toldOf({
      incident: incidentOf({
        labels: { severity: 'critical', check: `prix-é-東${'x'.repeat(200)}`, role: 'failed', drill: 'true' },
      }),
    }),
  ],
});

describe('e-mail', () => {
  it('is published readable to the topic of texts', async () => {
    const sns = new FakeSns();
    expect(await sendEmail(deliveryOf(), desk, portsOf({ sns }))).toEqual({ isTold: true });
    expect(sns.published).toEqual([
      {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:vedette-desk-texts',
        Subject: 'FIRING critical: portfolio-api failed',
        Message: [
          'portfolio-api fails at 2 of 3 locations (eu-west-1, us-east-1): status 503 is not 200.',
          '',
          'Since: 2026-11-21 03:04:05 UTC, for 12 min',
          'Locations: eu-west-1 says "status 503 is not 200", us-east-1 says "status 503 is not 200", ap-southeast-2 is good',
          'Last good: 2026-11-21 03:15:05 UTC at ap-southeast-2',
          'Team: platform',
          'Target: GET https://exchange.example.com/v1/portfolio',
          'Reason: Threshold Crossed: 2 out of the last 3 datapoints were greater than or equal to 1.',
          '',
          'Runbook: https://runbooks.example.com/portfolio-api',
          'Logs: https://console.example.com/logs',
          '',
          '**portfolio-api** failed in 2 of the last 3 runs.',
          '',
          'Sent by Vedette. Notice n-1.',
        ].join('\n'),
      },
    ]);
  });

  it('has a subject that SNS takes, whatever the alarm is called', async () => {
    const sns = new FakeSns();
    expect(await sendEmail(odd, desk, portsOf({ sns }))).toEqual({ isTold: true });
    expect(sns.published[0]?.Subject).toMatch(/^\[DRILL\] FIRING critical: prix-e-\?x+\.\.\.$/);
  });

  it('goes to each address once, and alarms on Vedette itself without the notifier', () =>
    expect(desk.subscriptions).toEqual([
      { to: 'texts', protocol: 'email', endpoint: ['desk@example.com'] },
      { to: 'alarms', protocol: 'email', endpoint: ['desk@example.com'], only: 'self' },
    ]));
});

describe('SMS', () => {
  it('is one message', async () => {
    const sns = new FakeSns();
    for (const delivery of [deliveryOf(), resolvedOf(), odd, digestOf(1_000)])
      expect(await sendSms(delivery, onCall, portsOf({ sns }))).toEqual({ isTold: true });
    expect(sns.published.every(({ Message = '' }) => Message.length <= 140)).toBe(true);
    expect(sns.published[0]).toEqual({
      TopicArn: 'arn:aws:sns:eu-west-1:123456789012:vedette-on-call-texts',
      Message:
        'FIRING critical: portfolio-api fails at 2 of 3 locations (eu-west-1, us-east-1): status 503 is not 200.',
    });
  });

  it('goes to each number', () =>
    expect(onCall.subscriptions).toEqual([{ to: 'texts', protocol: 'sms', endpoint: ['+61412345678'] }]));
});

describe('what SNS does not take', () => {
  it.each([
    ['throttle', 'SNS: ThrottledException', false],
    ['deny', 'SNS: AuthorizationErrorException', false],
    ['refuse', 'SNS: ECONNREFUSED', false],
    ['unavailable', 'SNS: InternalErrorException', true],
    ['hang', 'SNS: no answer in time', true],
    ['lost-answer', 'SNS: no answer in time', true],
  ] as const)('%s', async (step, problem, isUncertain) => {
    const sns = new FakeSns();
    sns.script.next(step);
    const ports = portsOf({ sns, signal: AbortSignal.timeout(50) });
    expect(await sendEmail(deliveryOf(), desk, ports)).toEqual({ isTold: false, problem, isUncertain });
  });
});
