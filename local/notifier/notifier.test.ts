import { expect, it } from 'vitest';
import { receivers } from '../../functions/notify/receivers.ts';
import { systemClock } from '../../functions/platform/clock.ts';
import { environmentSecrets } from '../../functions/platform/secrets.ts';
import { email, http, pagerduty, project, secret, slack } from '../../index.ts';
import { resolveProject } from '../../model/resolve-project.ts';
import { environmentName } from '../../model/secret.ts';
import { kinds } from '../../probes/kinds.ts';
import { memoryLog } from '../../test/fakes/log.ts';
import { fakePagerDuty, ROUTING_KEY } from '../../test/fakes/pagerduty.ts';
import { FakeStore } from '../../test/fakes/store.ts';
import type { InboxEntry } from '../store/archive.ts';
import { type Change, localNotifier } from './notifier.ts';

const change = (state: Change['state']): Change => ({
  alarm: 'vedette/quote/failed',
  state,
  reason: 'it failed',
});

it('tells receivers whose secrets are set, and puts into the inbox what the others would be told', async () => {
  const fake = await fakePagerDuty();
  const made = project({
    home: 'eu-west-1',
    receivers: [
      pagerduty('pagerduty', { routingKey: secret('pager'), api: fake.api }),
      slack('slack', { channel: 'C0123456789', token: secret('not-set') }),
      email('email', { addresses: ['desk@a.example'] }),
    ],
    routes: {
      groupWait: '0s',
      routes: ['pagerduty', 'slack', 'email'].map((receiver) => ({ receiver, continue: true })),
    },
    checks: [http('quote', { url: 'https://a.example/', labels: { severity: 'critical' } })],
  });
  const { findings, ...resolved } = resolveProject(made, { kinds, receivers });
  expect(findings).toEqual([]);

  const inbox: InboxEntry[] = [];
  const notifier = await localNotifier({
    loaded: { project: made, ...resolved },
    store: new FakeStore(),
    secrets: environmentSecrets({ [environmentName('pager')]: ROUTING_KEY }),
    clock: systemClock,
    log: memoryLog(),
    inbox: (item) => inbox.push(item),
  });
  notifier.publish(change('ALARM'));
  await expect.poll(() => fake.incidents.map(({ status }) => status)).toEqual(['triggered']);
  notifier.publish(change('OK'));
  await expect.poll(() => fake.incidents.map(({ status }) => status)).toEqual(['resolved']);
  await expect.poll(() => inbox.length).toBe(4);
  await notifier.close();

  const subjects = inbox.map(({ receiver, subject }) => `${receiver}: ${subject}`).sort();
  expect(subjects).toEqual([
    'email: FIRING critical: quote failed',
    'email: RESOLVED critical: quote failed',
    'slack: FIRING critical: quote failed',
    'slack: RESOLVED critical: quote failed',
  ]);
});
