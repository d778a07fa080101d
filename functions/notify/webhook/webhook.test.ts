import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { secret } from '../../../model/secret.ts';
import {
  deliveryOf,
  digestOf,
  incidentOf,
  noticeOf,
  OPENED,
  resolvedOf,
  toldOf,
} from '../../../test/deliveries.ts';
import type { Request } from '../../../test/fakes/faults.ts';
import { portsOf, receiverOf, secretsOf } from '../../../test/sending.ts';
import { httpTarget } from '../../../test/targets.ts';
import { type WebhookOptions, webhook } from './receiver.ts';
import schema from './schema.json' with { type: 'json' };
import { send } from './send.ts';

const ajv = new Ajv({ allErrors: true });
ajvFormats.default(ajv);
const conforms = ajv.compile(schema);

const KEY = 'a-key-to-sign-with';
const secrets = secretsOf({ key: KEY, gate: 'gate-pass-1234', url: 'http://127.0.0.1:1/hook' });

async function listener(status = 204) {
  const requests: Request[] = [];
  const { url } = await httpTarget(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(status).end();
  });
  return { url: `${url}/alarms`, requests };
}

const told = (options: WebhookOptions, delivery = deliveryOf()) =>
  send(
    delivery,
    receiverOf(webhook, webhook('desk', { network: 'private', ...options })),
    portsOf({ secrets }),
  );

type Verify = (header: string, body: string, key: string, now?: number) => boolean;

/** The example of the README, as it stands there. */
function readmeVerify(): Verify {
  const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
  const code = /```js\nimport[^\n]*\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  return new Function('createHmac', 'timingSafeEqual', `${code}; return verify;`)(
    createHmac,
    timingSafeEqual,
  );
}

describe('what a listener receives', () => {
  it.each([
    ['an alarm', deliveryOf()],
    ['an end', resolvedOf()],
    [
      'an acknowledgement',
      deliveryOf({
        event: 'acknowledged',
        incidents: [toldOf({ incident: incidentOf({ acknowledged: { at: OPENED, by: 'anna' } }) })],
      }),
    ],
    ['a note', deliveryOf({ notice: noticeOf({ note: 'slack keeps failing' }) })],
    [
      'an alarm of which little is known',
      deliveryOf({ incidents: [{ incident: incidentOf({ arn: '' }), links: [], locations: [] }] }),
    ],
    ['a storm', digestOf(1_000)],
  ])('%s conforms to the schema', async (_what, delivery) => {
    const { url, requests } = await listener();
    expect(await told({ url }, delivery)).toEqual({ isTold: true });
    const body = JSON.parse(requests[0]?.body ?? '');
    expect(conforms(body), ajv.errorsText(conforms.errors)).toBe(true);
    expect(body.counts.firing + body.counts.resolved).toBe(delivery.incidents.length);
  });

  it('does not conform when something is missing: the schema says something', () =>
    expect(conforms({ version: 1, delivery: 'd' })).toBe(false));

  it('is signed over time and body, and knows its delivery', async () => {
    const { url, requests } = await listener();
    await told({ url, signWith: secret('key'), headers: { 'x-gate': secret('gate'), 'x-desk': 'fx' } });
    const [request] = requests;
    const signature = String(request?.headers['vedette-signature']);
    const now = portsOf().clock.now();
    const verify = readmeVerify();
    expect(request?.headers).toMatchObject({
      'vedette-delivery': 'n-1/opened',
      'content-type': 'application/json',
      'x-gate': 'gate-pass-1234',
      'x-desk': 'fx',
    });
    expect(verify(signature, request?.body ?? '', KEY, now)).toBe(true);
    expect(verify(signature, `${request?.body} `, KEY, now)).toBe(false);
    expect(verify(signature, request?.body ?? '', 'another key', now)).toBe(false);
    expect(verify(signature, request?.body ?? '', KEY, now + 301_000)).toBe(false);
  });

  it('is not signed without a key', async () => {
    const { url, requests } = await listener();
    await told({ url });
    expect(requests[0]?.headers['vedette-signature']).toBeUndefined();
  });
});

it('a URL that is a secret is judged when it is read', async () =>
  expect(await told({ url: secret('url'), network: 'public' })).toEqual({
    isTold: false,
    problem: "the URL is not https, and network: 'private' is not set",
    isUncertain: false,
  }));

it.each([
  [{ url: 'https://desk.example.com/' }, []],
  [{ url: 'http://10.0.0.8/alarms', network: 'private' as const }, []],
  [{ url: secret('desk/url') }, []],
  [{ url: 'http://desk.example.com/' }, ['url']],
])('%j together: %j', (options, paths) =>
  expect(webhook.judge?.(options).map(({ path }) => path)).toEqual(paths),
);
