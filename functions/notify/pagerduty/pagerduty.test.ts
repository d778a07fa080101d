import { describe, expect, it } from 'vitest';
import { secret } from '../../../model/secret.ts';
import {
  again,
  deliveryOf,
  digestOf,
  incidentOf,
  noticeOf,
  resolvedOf,
  toldOf,
} from '../../../test/deliveries.ts';
import { fakePagerDuty, ROUTING_KEY } from '../../../test/fakes/pagerduty.ts';
import { portsOf, receiverOf, secretsOf, sendAll } from '../../../test/sending.ts';
import { eventOf } from './event.ts';
import { pagerduty } from './receiver.ts';
import { send } from './send.ts';

const secrets = secretsOf({ pagerduty: ROUTING_KEY });

async function setUp() {
  const fake = await fakePagerDuty();
  const receiver = receiverOf(
    pagerduty,
    pagerduty('platform', { routingKey: secret('pagerduty'), api: fake.api }),
  );
  const tell = (...deliveries: Parameters<typeof sendAll>[2]) =>
    sendAll(send, receiver, deliveries, { secrets });
  return { fake, tell };
}

describe('an incident', () => {
  it('is one from its beginning to its end, however often it is told', async () => {
    const { fake, tell } = await setUp();
    const outcomes = await tell(
      deliveryOf(),
      deliveryOf({ event: 'changed' }),
      deliveryOf({ event: 'reminded' }),
      deliveryOf({ event: 'acknowledged' }),
    );
    expect(outcomes).toEqual(Array(4).fill({ isTold: true }));
    expect(fake.incidents).toMatchObject([{ key: 'n-1', status: 'acknowledged', triggers: 3 }]);
    await tell(resolvedOf());
    expect(fake.incidents).toMatchObject([{ key: 'n-1', status: 'resolved' }]);
  });

  it('says what a person needs', async () => {
    const { fake, tell } = await setUp();
    await tell(deliveryOf());
    expect(fake.incidents[0]?.event).toEqual({
      routing_key: ROUTING_KEY,
      event_action: 'trigger',
      dedup_key: 'n-1',
      payload: {
        summary:
          'FIRING critical: portfolio-api fails at 2 of 3 locations (eu-west-1, us-east-1): status 503 is not 200.',
        source: 'GET https://exchange.example.com/v1/portfolio',
        severity: 'critical',
        timestamp: '2026-11-21T03:04:05.000Z',
        component: 'portfolio-api',
        group: 'platform',
        class: 'failed',
        custom_details: expect.objectContaining({ Alarm: 'portfolio-api failed', Team: 'platform' }),
      },
      links: [
        { href: 'https://runbooks.example.com/portfolio-api', text: 'Runbook' },
        { href: 'https://console.example.com/logs', text: 'Logs' },
      ],
      client: 'Vedette',
      client_url: 'https://runbooks.example.com/portfolio-api',
    });
  });

  it('whose event is refused as wrong is told in its bare form, not the same again', async () => {
    const { fake, tell } = await setUp();
    fake.faults.at('v2/enqueue').next({ status: 400, body: '{"errors":["custom_details"]}' });
    expect(await tell(deliveryOf())).toEqual([{ isTold: true }]);
    expect(fake.requests).toHaveLength(2);
    expect(fake.incidents[0]?.event).not.toHaveProperty('links');
  });
});

it.each([
  ['a storm of 1,000', digestOf(1_000)],
  ['an id that is too long', deliveryOf({ notice: noticeOf({ id: 'x'.repeat(300) }) })],
  [
    'nothing known',
    deliveryOf({
      incidents: [{ incident: incidentOf({ labels: { severity: 'info' } }), links: [], locations: [] }],
    }),
  ],
  [
    'far too much of everything',
    deliveryOf({
      incidents: [
        toldOf({
          target: 'é'.repeat(100_000),
          incident: incidentOf({ reason: '"'.repeat(600_000) }),
          links: Array.from({ length: 500 }, (_, n) => ({
            label: 'l'.repeat(2_000),
            href: `https://a.b/${n}/${'x'.repeat(1_900)}`,
          })),
          locations: Array.from({ length: 500 }, () => ({
            location: 'eu-west-1',
            state: 'bad' as const,
            message: '"'.repeat(9_000),
          })),
        }),
      ],
    }),
  ],
])('%s is taken whole, and never more than 512 KB', async (_what, delivery) => {
  const { fake, tell } = await setUp();
  expect(await tell(delivery, again(delivery))).toEqual([{ isTold: true }, { isTold: true }]);
  expect(fake.requests).toHaveLength(2);
  expect(fake.incidents).toHaveLength(1);
});

it.each(['critical', 'warning', 'info'] as const)('%s keeps its severity', (severity) => {
  const incident = incidentOf({ labels: { severity } });
  expect(eventOf(deliveryOf({ incidents: [toldOf({ incident })] }), 'key').payload.severity).toBe(severity);
});

describe('whatever happens, what is told again is one incident', () => {
  it.each([
    'lost',
    'reset',
    'hang',
    'invalid-json',
    { status: 500 },
    { status: 503 },
    { status: 429 },
  ] as const)('%j at trigger and at resolve', async (fault) => {
    const { fake, tell } = await setUp();
    for (const delivery of [deliveryOf(), resolvedOf()]) {
      fake.faults.at('v2/enqueue').next(fault);
      const [first] = await tell(delivery);
      if (!first?.isTold) expect(await tell(again(delivery))).toEqual([{ isTold: true }]);
    }
    expect(fake.incidents).toMatchObject([{ key: 'n-1', status: 'resolved', triggers: expect.any(Number) }]);
    expect(fake.incidents).toHaveLength(1);
  });
});

describe('native', () => {
  const IN_MANAGER = '/aws/reference/secretsmanager/pagerduty';

  it.each([
    [undefined, 'https://events.pagerduty.com/integration/'],
    ['eu' as const, 'https://events.eu.pagerduty.com/integration/'],
  ])('in region %s CloudWatch tells PagerDuty itself', (region, start) => {
    const routingKey = secret(IN_MANAGER);
    const options = { routingKey, native: true, ...(region && { region }) };
    expect(receiverOf(pagerduty, pagerduty('platform', options))).toMatchObject({
      isSent: false,
      subscriptions: [{ to: 'alarms', protocol: 'https', endpoint: [start, routingKey, '/enqueue'] }],
    });
  });

  it('needs its key in Secrets Manager, and says how', () => {
    expect(pagerduty.judge?.({ routingKey: secret(IN_MANAGER), native: true })).toEqual([]);
    expect(pagerduty.judge?.({ routingKey: secret('pagerduty') })).toEqual([]);
    expect(pagerduty.judge?.({ routingKey: secret('pagerduty'), native: true })).toEqual([
      {
        path: 'routingKey',
        problem:
          'is not in Secrets Manager, from where alone CloudFormation can write it into a subscription',
        fix: "write secret('/aws/reference/secretsmanager/pagerduty'), or leave native out",
      },
    ]);
  });
});

it('a secret that cannot be read is told as such', async () => {
  const { fake } = await setUp();
  const receiver = receiverOf(pagerduty, pagerduty('p', { routingKey: secret('absent'), api: fake.api }));
  expect(await send(deliveryOf(), receiver, portsOf())).toMatchObject({
    isTold: false,
    problem: expect.stringContaining('VEDETTE_SECRET_ABSENT'),
    isUncertain: false,
  });
});
