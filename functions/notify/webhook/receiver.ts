import type { Network } from '../../../model/check.ts';
import { defineReceiver, type ReceiverCommon } from '../../../model/receiver.ts';
import * as rules from '../../../model/rules.ts';
import type { Secret } from '../../../model/secret.ts';

export interface WebhookOptions extends ReceiverCommon {
  /** An https URL; http too on a private network. A URL that is a secret in itself can be one. */
  readonly url: string | Secret;
  /** What each delivery is signed with, HMAC-SHA256. @default not signed */
  readonly signWith?: Secret;
  /** Sent along. @default {} */
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** `private` lets the URL be http, for a listener beside Vedette. @default 'public' */
  readonly network?: Network;
}

export interface WebhookSpec {
  readonly url: string | Secret;
  readonly signWith?: Secret;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly network: Network;
}

/** What we say ourselves, and what belongs to the connection. */
const OWN_HEADERS =
  /^(host|content-length|content-type|connection|transfer-encoding|vedette-delivery|vedette-signature)$/i;

const headerNames: rules.Rule = (value, path) =>
  Object.keys(Object(value))
    .filter((name) => !/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/.test(name) || OWN_HEADERS.test(name))
    .map((name) => ({
      path: `${path}.${name}`,
      problem: OWN_HEADERS.test(name) ? 'is written by Vedette itself' : 'is not a header name',
      fix: "use one such as 'x-api-key'",
    }));

const headerValue = rules.secretOr(
  rules.rule(
    (value) => typeof value === 'string' && /^[\x20-\x7e]{1,1000}$/.test(value),
    'a header value of 1 to 1000 printable ASCII characters',
    "text such as 'trading'",
  ),
);

const headers: rules.Rule = (value, path) => {
  const wrong = rules.mapOf(headerValue)(value, path);
  return wrong.length > 0 ? wrong : headerNames(value, path);
};

/** JSON to any address: `webhook('desk', { url: 'https://desk.example.com/alarms', signWith: secret('desk/key') })`. */
export const webhook = defineReceiver<'webhook', WebhookOptions, WebhookSpec>({
  receiver: 'webhook',
  required: ['url'],
  rules: {
    url: rules.secretOr(rules.url('http', 'https')),
    signWith: rules.secretOnly,
    headers,
    network: rules.oneOf(['public', 'private']),
  },
  judge: ({ url, network }) =>
    typeof url !== 'string' || url.startsWith('https:') || network === 'private'
      ? []
      : [
          {
            path: 'url',
            problem: 'is not https',
            fix: "write https://..., or network: 'private' for a listener of your own network",
          },
        ],
  spec: ({ url, signWith, headers = {}, network = 'public' }) => ({
    url,
    headers,
    network,
    ...(signWith && { signWith }),
  }),
  isSent: () => true,
  subscriptions: () => [],
  paceMs: 0,
});
