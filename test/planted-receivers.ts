import { email, http, pagerduty, secret, slack, slackWebhook, webhook } from '../index.ts';
import type { ReceiverDefinition } from '../model/receiver.ts';
import type { Route } from '../model/route/route.ts';
import { CHANNEL } from './fakes/slack.ts';

/** What servers do that a receiver's secrets are sent to; each of those that answer echoes what it was sent. */
export const FAILURES = {
  refuses: 400,
  'does not know us': 401,
  'is not there': 404,
  'sends us elsewhere': 302,
  'has too much': 429,
  'is broken': 500,
  'is away': 503,
  'says no': 200,
  'hangs up': 'reset',
  'never answers': 'hang',
} as const;

export type Failure = keyof typeof FAILURES;

/** What Slack's webhooks begin with. */
const URL_PART = 'services/T0123456789/B9876543210';

interface Planted {
  readonly definitions: readonly ReceiverDefinition[];
  /** What the reader of secrets finds. */
  readonly secrets: Readonly<Record<string, string>>;
  /** What must be read nowhere: of a URL, what makes it a secret. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** Every kind of receiver that has a secret, with each of its secrets, told at this address. */
export function plantedAt(url: string, prefix: string): Planted {
  const valueFor = (what: string) => `${prefix}${what}-a/b+c==%41&<x>'${what}${prefix}`;
  const hidden = Object.fromEntries(
    ['token', 'key', 'sign', 'header', 'slackurl', 'url'].map((what) => [
      `${prefix}/${what}`,
      valueFor(what),
    ]),
  );
  const address = (what: string) => `${url}/${URL_PART}/${encodeURIComponent(valueFor(what))}`;
  const secrets = {
    ...hidden,
    [`${prefix}/slackurl`]: address('slackurl'),
    [`${prefix}/url`]: `${address('url')}?key=${encodeURIComponent(valueFor('url'))}`,
  };
  const definitions = [
    slack(`${prefix}-chat`, {
      channel: CHANNEL,
      token: secret(`${prefix}/token`),
      api: url,
      fallback: 'other',
    }),
    slackWebhook(`${prefix}-hook`, { url: secret(`${prefix}/slackurl`), fallback: 'other' }),
    pagerduty(`${prefix}-duty`, { routingKey: secret(`${prefix}/key`), api: url, fallback: 'mail' }),
    webhook(`${prefix}-desk`, {
      url: secret(`${prefix}/url`),
      signWith: secret(`${prefix}/sign`),
      headers: { 'x-api-key': secret(`${prefix}/header`) },
      network: 'private',
      fallback: 'mail',
    }),
  ] as const;
  return { definitions, secrets, hidden };
}

/** Whom all of them fall back on. */
export const fallbacks = (url: string) =>
  [
    webhook('other', { url: `${url}/other`, network: 'private' }),
    email('mail', { addresses: ['desk@example.com'] }),
  ] as const;

/** All of them are told of everything. */
export const routesTo = (receivers: readonly ReceiverDefinition[]): Route => ({
  receiver: 'other',
  routes: receivers.map(({ name }) => ({ receiver: name, continue: true })),
});

/** Something to be told of. */
export const checks = [
  http('quote', { url: 'https://exchange.example.com/', labels: { severity: 'critical' } }),
];
