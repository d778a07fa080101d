import { describe, expect, it, test } from 'vitest';
import { email, http, label, type Matcher, type ProjectOptions, topic } from '../../index.ts';
import { LOCATIONS } from '../../model/location.ts';
import { synthesize } from './synthesize.ts';

const url = 'https://exchange.example.com/';
const checks = [http('site', { url })];

const sizeOf = (options: Omit<ProjectOptions, 'home'>, stack: string): number =>
  Object.keys(
    synthesize({ home: 'eu-west-1', ...options })
      .template(stack)
      .toJSON().Resources,
  ).length;

const desks = (count: number, addresses: number) =>
  Array.from({ length: count }, (_, desk) =>
    email(`desk-${desk}`, {
      addresses: Array.from({ length: addresses }, (_, one) => `trader-${one}@desk-${desk}.example.com`),
    }),
  );

/** Every receiver is told everything. */
const toAll = (receivers: readonly { readonly name: string }[], match: readonly Matcher[] = []) => ({
  routes: receivers.map(({ name }) => ({ match, receiver: name, continue: true })),
});

describe('the home stack', () => {
  const few = desks(9, 20);

  it('holds what validation lets into it', () => {
    const options = { checks, receivers: few, routes: toAll(few) };
    expect(sizeOf(options, 'VedetteHome')).toBeGreaterThan(400);
    expect(sizeOf(options, 'VedetteHome')).toBeLessThan(500);
  });

  it.each([
    ['too many subscribers', desks(5, 50), '565'],
    ['too many receivers of every alarm on Vedette', desks(50, 1), '975'],
  ])('%s', (_, receivers, size) => {
    expect(() => synthesize({ home: 'eu-west-1', checks, receivers, routes: toAll(receivers) })).toThrow(
      `project: receivers: ${receivers.length} receivers with all their subscribers, and the alarms on Vedette itself, are ${size} resources of one stack (of 500); define fewer, or fewer addresses: a mailing list is one`,
    );
  });
});

describe('the stack of composites', () => {
  const say = (composites: number, rules: number) =>
    `project: checks: ${composites} composite alarms and ${rules} mute rules do not fit into one stack (500 resources and 1 MB); split the checks over several deployments`;

  it.each<[sentence: string, options: Omit<ProjectOptions, 'home'>, says: string]>([
    [
      'children of a parent',
      {
        checks: [
          http('gateway', { url }),
          ...Array.from({ length: 500 }, (_, n) => http(`c${n}`, { url, dependsOn: 'gateway' })),
        ],
      },
      say(500, 0),
    ],
    [
      'alarms with more receivers than they have room for',
      {
        checks: Array.from({ length: 500 }, (_, n) => http(`c${n}`, { url })),
        receivers: Array.from({ length: 6 }, (_, n) => topic(`r${n}`, {})),
        routes: {
          receiver: 'r0',
          ...toAll(
            Array.from({ length: 6 }, (_, n) => ({ name: `r${n}` })),
            [label('role').is('failed')],
          ),
        },
      },
      say(500, 0),
    ],
    [
      'silences of everything',
      {
        checks: Array.from({ length: 300 }, (_, n) => http(`c${n}`, { url })),
        silences: Array.from({ length: 200 }, (_, n) => ({
          name: `s${n}`,
          cron: '0 0 * * *',
          duration: '1h' as const,
          match: [label('role').is('failed')],
        })),
      },
      say(0, 600),
    ],
    [
      'checks at every location, before they are 500',
      {
        alarmStacks: 64,
        defaults: { description: 'x'.repeat(500), thresholds: { degraded: '1s' }, locations: LOCATIONS },
        checks: Array.from({ length: 90 }, (_, n) => http(`c${n}-${'x'.repeat(80)}`, { url })),
      },
      say(270, 0),
    ],
  ])('%s', (_, options, says) => {
    expect(() => synthesize({ home: 'eu-west-1', ...options })).toThrow(says);
  });
});

test('a silence mutes what speaks for an alarm on Vedette itself too', () => {
  const receivers = Array.from({ length: 6 }, (_, n) => topic(`r${n}`, {}));
  const match = [label('role').is('watchdog')];
  const silences = [{ name: 'works', cron: '0 0 * * *', duration: '1h', match } as const];
  const { template } = synthesize({
    home: 'eu-west-1',
    checks,
    receivers,
    routes: { receiver: 'r0', ...toAll(receivers, match) },
    silences,
  });
  const watchdog = 'vedette/self/eu-west-1/watchdog';
  template('VedetteComposites').hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
    MuteTargets: { AlarmNames: [watchdog, `${watchdog}/fan-out-2`] },
  });
});
