import { afterEach, expect, it, vi } from 'vitest';
import { receivers as kindsOfReceiver } from '../functions/notify/receivers.ts';
import type { Labels } from '../model/labels.ts';
import { resolveProject } from '../model/resolve-project.ts';
import { toldAtOnce } from '../model/route/routing.ts';
import { kinds } from '../probes/kinds.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const NAMES = [
  'VEDETTE_SLACK_CHANNEL',
  'VEDETTE_SLACK_API',
  'VEDETTE_PAGERDUTY',
  'VEDETTE_EMAIL',
  'VEDETTE_SMS',
];

/** The example with these variables, and no others that name somebody. */
async function exampleWith(env: Record<string, string>) {
  for (const name of NAMES) vi.stubEnv(name, env[name] ?? '');
  const { default: project } = await import('./index.ts');
  return resolveProject(project, { kinds, receivers: kindsOfReceiver });
}

const EVERYBODY = {
  VEDETTE_SLACK_CHANNEL: 'C0123456789',
  VEDETTE_PAGERDUTY: 'yes',
  VEDETTE_EMAIL: 'desk@example.com, night@example.com',
  VEDETTE_SMS: '+61412345678',
};

it.each<[sentence: string, env: Record<string, string>, labels: Labels, string[]]>([
  ['the topic hears all when nobody is named', {}, { severity: 'critical' }, ['alarms']],
  ['e-mail alone hears all', { VEDETTE_EMAIL: 'desk@example.com' }, { severity: 'critical' }, ['email']],
  ['critical', EVERYBODY, { severity: 'critical' }, ['pagerduty', 'slack']],
  ['critical of quant', EVERYBODY, { severity: 'critical', team: 'quant' }, ['pagerduty', 'slack', 'sms']],
  ['warning', EVERYBODY, { severity: 'warning' }, ['slack', 'email']],
  ['info', EVERYBODY, { severity: 'info' }, ['email']],
])('%s', async (_, env, labels, expected) => {
  const { findings, routing } = await exampleWith(env);
  expect(findings).toEqual([]);
  expect(toldAtOnce(routing, labels)).toEqual(expected);
});

it('Slack and PagerDuty have e-mail to fall back on where there is one', async () => {
  const { receivers } = await exampleWith(EVERYBODY);
  expect(receivers.map(({ name, fallback }) => [name, fallback])).toEqual([
    ['slack', 'email'],
    ['pagerduty', 'email'],
    ['email', undefined],
    ['sms', undefined],
  ]);
  vi.resetModules();
  const { VEDETTE_EMAIL: _, ...others } = EVERYBODY;
  const alone = await exampleWith(others);
  expect(alone.receivers.map(({ fallback }) => fallback)).toEqual([undefined, undefined, undefined]);
});

it.each([
  ["Slack's own", {}, 'https://slack.com/api'],
  ["GovSlack's", { VEDETTE_SLACK_API: 'https://slack-gov.com/api' }, 'https://slack-gov.com/api'],
])('Slack is asked at %s address', async (_, env, api) => {
  const { findings, receivers } = await exampleWith({ VEDETTE_SLACK_CHANNEL: 'C0123456789', ...env });
  expect(findings).toEqual([]);
  expect(receivers.map(({ spec }) => spec)).toMatchObject([{ api }]);
});
