import { describe, expect, it } from 'vitest';
import { receivers } from '../../functions/notify/receivers.ts';
import type { CommonOptions } from '../../model/check.ts';
import { nextDue } from '../../model/plan.ts';
import { project } from '../../model/project.ts';
import { resolveProject } from '../../model/resolve-project.ts';
import type { RetryPolicy } from '../../model/retry.ts';
import type { Routing } from '../../model/route/route.ts';
import { http } from '../../probes/http/check.ts';
import { kinds } from '../../probes/kinds.ts';
import { type Description, describedOutage } from './described-outage.ts';
import { type Simulated, simulate } from './simulation.ts';
import { asJson, asText } from './story.ts';

const AT = Date.UTC(2026, 10, 21, 3, 0, 0);
const MINUTE = 60_000;

const ROUTING: Routing = {
  reach: ({ severity }) => [
    {
      receiver: severity === 'critical' ? 'pagerduty' : 'slack',
      groupBy: ['severity'],
      groupWaitMs: 10_000,
      groupIntervalMs: 30_000,
      repeatMs: 60 * MINUTE,
      afterMs: 0,
    },
  ],
  inhibition: (firing) => (target) =>
    target.cause === 'missing' && target.check !== undefined
      ? firing.find(({ role }) => role === 'watchdog')
      : undefined,
  silence: () => undefined,
};

const SENT = ['pagerduty', 'slack'].map((name) => ({ name, isSent: true }));

const projectOf = (options: CommonOptions, ids: readonly string[]) =>
  resolveProject(
    project({
      home: 'eu-west-1',
      checks: ids.map((id) =>
        http(id, { url: 'https://a.example/', labels: { severity: 'critical' }, ...options }),
      ),
    }),
    { kinds, receivers },
  );

function outage(options: CommonOptions, changes: Partial<Description>, ids = ['quote', 'site']) {
  const { checks, alarms } = projectOf(options, ids);
  const description = {
    check: ['quote'],
    state: 'failed',
    afterMs: 10 * MINUTE,
    forMs: 20 * MINUTE,
    at: AT,
  } as const;
  const scenario = describedOutage(checks, alarms, { ...description, ...changes });
  return { scenario, simulated: simulate({ scenario, alarms, routing: ROUTING, receivers: SENT }) };
}

const states = ({ events }: Simulated): string[] =>
  events.map(({ at, alarm, state }) => `${(at - AT) / MINUTE} ${alarm} ${state}`);

const notices = ({ told }: Simulated): string[] =>
  told.map(
    ({ at, receiver, event, alarms }) => `${(at - AT) / MINUTE} ${receiver} ${event} ${alarms.join(' ')}`,
  );

describe('an outage of a check that runs each minute', () => {
  it('is found with the minute of its second bad result, and told after the group wait', () => {
    const { simulated } = outage({}, {});
    const [check] = projectOf({}, ['quote']).checks;
    const second = check ? nextDue(check, (AT + 10 * MINUTE) / 1_000) * 1_000 + MINUTE : 0;
    const found = Math.ceil((second + 2_001) / MINUTE) * MINUTE;
    expect(simulated.detections).toEqual([
      {
        check: 'quote',
        state: 'failed',
        from: AT + 10 * MINUTE,
        until: AT + 30 * MINUTE,
        alarm: 'vedette/quote/failed',
        detectedAt: found,
        receiver: 'pagerduty',
        notifiedAt: found + 10_000,
      },
    ]);
    expect(states(simulated)).toEqual(['12 vedette/quote/failed ALARM', '32 vedette/quote/failed OK']);
    expect(notices(simulated)).toEqual([
      `${12 + 1 / 6} pagerduty opened vedette/quote/failed`,
      '32 pagerduty resolved vedette/quote/failed',
    ]);
  });

  it('that is over before the second result is nobody’s', () => {
    const { simulated } = outage({}, { forMs: MINUTE });
    expect(simulated).toEqual({
      events: [],
      told: [],
      detections: [{ check: 'quote', state: 'failed', from: AT + 10 * MINUTE, until: AT + 11 * MINUTE }],
    });
  });

  it('is seen later when the second attempt comes later', () => {
    const alarms = { failed: { failures: 1, of: 1 } };
    const seen = (retry: RetryPolicy) =>
      outage({ every: '20s', timeout: '1s', retry, alarms }, {}).simulated.detections[0]?.detectedAt ?? 0;
    expect(seen({ attempts: 1, after: '10s' }) - seen('none')).toBe(10_000);
  });

  it('at one location of two is told, when any is enough', () => {
    const locations = ['eu-west-1', 'us-east-1'] as const;
    const { simulated } = outage({ locations, failWhen: 'any' }, { locations: ['us-east-1'] });
    expect(states(simulated)).toEqual(['12 vedette/quote/failed ALARM', '32 vedette/quote/failed OK']);
  });

  it('that makes it slow alone is a degraded one', () => {
    const { simulated } = outage({ thresholds: { degraded: '1s' } }, { state: 'degraded' });
    expect(states(simulated)).toEqual(['13 vedette/quote/degraded ALARM', '33 vedette/quote/degraded OK']);
    expect(notices(simulated)[0]).toBe(`${13 + 1 / 6} slack opened vedette/quote/degraded`);
  });
});

describe('silence', () => {
  it('of everything is one page, the watchdog’s', () => {
    const { simulated } = outage({}, { check: ['*'], state: 'silent' });
    expect(notices(simulated)).toEqual([
      `${12 + 1 / 6} pagerduty opened vedette/self/eu-west-1/watchdog`,
      '32 pagerduty resolved vedette/self/eu-west-1/watchdog',
    ]);
    expect(states(simulated)).toContain('14 vedette/quote/failed ALARM');
  });

  it('of one check among many is told when the watchdog had time to speak', () => {
    const ids = ['quote', ...Array.from({ length: 19 }, (_, index) => `check-${index}`)];
    const { simulated } = outage({}, { state: 'silent' }, ids);
    expect(notices(simulated)[0]).toBe('18 pagerduty opened vedette/quote/failed');
  });
});

describe('a check under a parent', () => {
  const both = (forMs: number, check: readonly string[]) => {
    const { checks, alarms } = resolveProject(
      project({
        home: 'eu-west-1',
        defaults: { labels: { severity: 'critical' } },
        checks: [
          http('gateway', { url: 'https://a.example/' }),
          http('api', { url: 'https://a.example/', dependsOn: 'gateway' }),
        ],
      }),
      { kinds, receivers },
    );
    const times = { state: 'failed', afterMs: 10 * MINUTE, forMs, at: AT } as const;
    return { alarms, scenario: describedOutage(checks, alarms, { check, ...times }) };
  };
  const parentInhibits: Routing = {
    ...ROUTING,
    inhibition: (firing) => (target) =>
      target.check === 'api' ? firing.find(({ check }) => check === 'gateway') : undefined,
  };

  it('that fails on when the parent is well is told once CloudWatch lets it speak', () => {
    const first = both(20 * MINUTE, ['*']);
    const { alarms, scenario } = both(40 * MINUTE, ['api']);
    const resultsIn = (minute: number) =>
      (minute < AT + 30 * MINUTE ? first.scenario : scenario).resultsIn(minute);
    const simulated = simulate({
      scenario: { ...scenario, resultsIn },
      alarms,
      routing: parentInhibits,
      receivers: SENT,
    });
    const parentIsWell = states(simulated).find((one) => one.endsWith('vedette/gateway/failed OK'));
    expect(parentIsWell).toBe('32 vedette/gateway/failed OK');
    expect(notices(simulated).find((one) => one.includes('vedette/api/'))).toBe(
      '33 pagerduty opened vedette/api/failed/told',
    );
  });
});

describe('a receiver that Vedette sends nothing to', () => {
  const heard = (changes: Partial<Description>) => {
    const { scenario } = outage({}, changes);
    const { alarms } = projectOf({}, ['quote', 'site']);
    const receivers = [{ name: 'pagerduty', isSent: false }];
    return simulate({ scenario, alarms, routing: ROUTING, receivers });
  };

  it('hears what CloudWatch publishes: at once, each change once, and no reminder', () => {
    const simulated = heard({ forMs: 3 * 60 * MINUTE });
    expect(notices(simulated)).toEqual([
      '12 pagerduty ALARM vedette/quote/failed',
      '192 pagerduty OK vedette/quote/failed',
    ]);
    expect(simulated.detections[0]?.notifiedAt).toBe(AT + 12 * MINUTE);
  });

  it('hears of silence before the watchdog is asked', () => {
    expect(notices(heard({ state: 'silent' }))).toContain('14 pagerduty ALARM vedette/quote/failed');
  });
});

describe('how it is told', () => {
  it('as JSON, in order of time, with each outage at the end', () => {
    const lines = asJson(outage({}, {}).simulated)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type, state, event }) => [type, state ?? event])).toEqual([
      ['alarm', 'ALARM'],
      ['notification', 'opened'],
      ['alarm', 'OK'],
      ['notification', 'resolved'],
      ['outage', 'failed'],
    ]);
    expect(lines.at(-1)).toMatchObject({ detectedAfterMs: 120_000, notifiedAfterMs: 130_000 });
  });

  it('as text, by the time since the beginning', () => {
    const { scenario, simulated } = outage({}, {});
    expect(asText(scenario, simulated).split('\n')).toEqual([
      'From 2026-11-21T03:00:00.000Z on, for 45m 00s',
      '',
      'Alarms',
      expect.stringMatching(
        /^ {2}\+12m 00s {2}vedette\/quote\/failed {2}ALARM {2}Threshold Crossed: 2 out of /,
      ),
      expect.stringMatching(/^ {2}\+32m 00s {2}vedette\/quote\/failed {2}OK {5}Threshold Crossed: 2 out of /),
      '',
      'Told',
      '  +12m 10s  pagerduty  opened    vedette/quote/failed',
      '  +32m 00s  pagerduty  resolved  vedette/quote/failed',
      '',
      'Outages',
      '  +10m 00s  quote  failed  detected after 2m 00s by vedette/quote/failed  pagerduty told after 2m 10s',
      '',
    ]);
  });

  it('says so when there is nothing to tell', () => {
    const { scenario, simulated } = outage({}, { forMs: MINUTE });
    const text = asText(scenario, simulated);
    expect(text).toContain('  no alarm changes its state\n');
    expect(text).toContain('  nobody is told anything\n');
    expect(text).toContain('quote  failed  not detected  nobody told\n');
  });
});

describe('an outage that cannot be', () => {
  it.each<[sentence: string, Partial<Description>, says: string]>([
    ['a misspelt check', { check: ['qote'] }, `no enabled check is named "qote"; did you mean 'quote'?`],
    [
      'a check that there is not',
      { check: ['zzzzzzz'] },
      'no enabled check is named "zzzzzzz"; there are quote, site',
    ],
    [
      'a pattern that fits nothing',
      { check: ['z*'] },
      'no check has an id or a tag like "z*"; there are quote, site',
    ],
    [
      'a state that it never has',
      { state: 'degraded' },
      'quote is never degraded: it has no limit for it; see thresholds.degraded',
    ],
    [
      'somewhere else',
      { locations: ['us-east-1'] },
      'quote does not run at "us-east-1"; it runs at eu-west-1',
    ],
  ])('%s', (_sentence, changes, says) => {
    expect(() => outage({}, changes)).toThrow(says);
  });
});
