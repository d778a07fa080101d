import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { receivers } from '../../functions/notify/receivers.ts';
import * as registry from '../../functions/notify/registry.ts';
import type { Outcome, Send, SenderPorts } from '../../functions/notify/sender.ts';
import type { Complaint } from '../../model/finding.ts';
import type { AnyReceiverKind, Receiver } from '../../model/receiver.ts';
import * as rules from '../../model/rules.ts';
import { secret } from '../../model/secret.ts';
import { SecretMissing } from '../../probes/probe.ts';
import { again, deliveryOf, digestOf, noticeOf, resolvedOf } from '../deliveries.ts';
import { answerWith, type Fault, Faults, type Request } from '../fakes/faults.ts';
import { FakeSns } from '../fakes/sns.ts';
import { portsOf, secretsOf } from '../sending.ts';
import { closedPort, httpsTarget, httpTarget, localCertificate } from '../targets.ts';

const folder = (path: string) => new URL(`../../functions/notify/${path}`, import.meta.url);

/** What each secret is: of no other beginning, so that a hit says which one it was. */
const MARKED = {
  token: 'xoxb-MARKED/to+ken==1',
  key: 'R-MARKED-routing-key-0123456789ab',
  signing: 'MARKED-signing-key "quoted" ü',
  header: 'MARKED-header~!*()<x>&',
} as const;
const HOOK = '/services/T0MARKEDT/B0MARKEDB/xMARKEDsegmentMARKEDx?key=qMARKEDqueryq';

interface Example {
  /** By what it is sent. */
  readonly over: 'http' | 'sns' | 'nothing';
  /** Right options, for a server at this URL; where everything that can be a secret is one. */
  readonly options: (url: string) => Record<string, unknown>;
  /** A wrong value for each property. */
  readonly wrong: Readonly<Record<string, unknown>>;
}

const EXAMPLES: Readonly<Record<string, Example>> = {
  email: {
    over: 'sns',
    options: () => ({ addresses: ['desk@example.com'] }),
    wrong: { addresses: ['desk@'] },
  },
  pagerduty: {
    over: 'http',
    options: (api) => ({ routingKey: secret('key'), api }),
    wrong: { routingKey: 'R0123', native: 'yes', region: 'mars', api: 'http://example.com' },
  },
  slack: {
    over: 'http',
    options: (api) => ({ channel: 'C0123456789', token: secret('token'), api }),
    wrong: { channel: '@anna', token: 'xoxb-in-the-open', api: 'slack.com' },
  },
  'slack-webhook': {
    over: 'http',
    options: () => ({ url: secret('url') }),
    wrong: { url: 'https://hooks.slack.com/services/T/B/X' },
  },
  sms: { over: 'sns', options: () => ({ numbers: ['+61412345678'] }), wrong: { numbers: ['0412 345 678'] } },
  topic: { over: 'nothing', options: () => ({}), wrong: {} },
  webhook: {
    over: 'http',
    options: () => ({
      url: secret('url'),
      signWith: secret('signing'),
      headers: { 'x-key': secret('header') },
      network: 'private',
    }),
    wrong: {
      url: 'ftp://example.com',
      signWith: 'in the open',
      headers: { 'vedette-signature': 'mine' },
      network: 'dark',
    },
  },
};

/** What is wrong with options, as validation finds it. */
function complaintsOf(kind: AnyReceiverKind, options: Record<string, unknown>): readonly Complaint[] {
  const wrong = rules.shape({ ...kind.rules, fallback: () => [] }, kind.required)(options, '');
  return wrong.length > 0 ? wrong : (kind.judge?.(options as never) ?? []);
}

const sendOf = async (name: string): Promise<Send> => (await import(folder(`${name}/send.ts`).href)).send;

describe('the registry', () => {
  it('has a line for each folder of a kind', () => {
    const folders = readdirSync(folder('.'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(folder(`${entry.name}/receiver.ts`)))
      .map(({ name }) => name);
    expect(Object.keys(receivers).sort()).toEqual(folders.sort());
    expect(Object.keys(EXAMPLES).sort()).toEqual(folders.sort());
  });
});

describe.each(Object.entries(receivers))('the kind %s', (name, kind) => {
  const { options, wrong } = EXAMPLES[name] ?? { options: () => ({}), wrong: {} };
  const right = options('http://127.0.0.1:1');

  it('has a folder of its name with a sender', async () => {
    expect(kind.receiver).toBe(name);
    expect(await sendOf(name)).toBeTypeOf('function');
  });

  it('has a README that shows a right definition and names every property', () => {
    const readme = readFileSync(folder(`${name}/README.md`), 'utf8');
    const code = /```ts\n([\s\S]*?);\n```/.exec(readme)?.[1] ?? '';
    const words = { ...registry, secret };
    const shown = new Function(...Object.keys(words), `return ${code}`)(...Object.values(words));
    expect(shown.receiver).toBe(name);
    expect(complaintsOf(kind, shown.options)).toEqual([]);
    for (const property of Object.keys(kind.rules)) expect(readme).toContain(`| \`${property}\``);
  });

  it('builds a definition of its own kind, which is right', () => {
    expect(kind('desk', right as never)).toEqual({ receiver: name, name: 'desk', options: right });
    expect(complaintsOf(kind, right)).toEqual([]);
  });

  it('says of each property that is missing or wrong one clear line', () => {
    expect(complaintsOf(kind, {}).map(({ path }) => path)).toEqual(kind.required);
    expect(Object.keys(kind.rules).sort()).toEqual(Object.keys(wrong).sort());
    for (const [property, value] of Object.entries(wrong)) {
      const complaints = complaintsOf(kind, { ...right, [property]: value });
      expect(complaints, property).toHaveLength(1);
      expect(complaints[0]?.path.startsWith(property)).toBe(true);
      expect(`${complaints[0]?.problem} ${complaints[0]?.fix}`).not.toMatch(/\n|undefined/);
    }
  });

  it('judges anything without throwing', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(kind.rules), 'other'), anything), (values) => {
        complaintsOf(kind, { ...right, ...values });
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('has a pace, and topics only for what SNS can subscribe', () => {
    const spec = kind.spec(right as never);
    expect(kind.paceMs).toBeGreaterThanOrEqual(0);
    for (const { endpoint } of kind.subscriptions(spec as never)) expect(endpoint.join('')).not.toBe('');
  });
});

/** A receiver of a kind, whose server is at `url`. */
function receiverAt(name: string, url: string): Receiver {
  const kind = receivers[name];
  if (!kind) throw new Error(`there is no kind ${name}`);
  const spec = kind.spec(EXAMPLES[name]?.options(url) as never);
  const { paceMs } = kind;
  return { kind: name, name: 'desk', spec, fallback: undefined, isSent: true, subscriptions: [], paceMs };
}

const secretsAt = (url: string) => secretsOf({ ...MARKED, url: `${url}${HOOK}` });

/** Quotes everything that it was sent, as a careless server would; `status` 0 is Slack's 200 that refuses. */
async function echo(status: number) {
  const requests: Request[] = [];
  const target = await httpTarget(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    const { url = '' } = request;
    const parts = url.split(/[/?=&]/).map((part) => `(${part})`);
    const seen = `${parts.join(' ')} ${JSON.stringify([url, request.headers, body, decodeURIComponent(url)])}`;
    const error = `you sent ${seen} `.repeat(3);
    response.writeHead(status || 200, { 'retry-after': '1' });
    response.end(status === 0 ? JSON.stringify({ ok: false, error }) : error);
  });
  return { ...target, requests };
}

/** What must be read nowhere: each secret in every form in which it may travel, and the parts of the URL. */
const FORMS = [...Object.values(MARKED), HOOK, 'xMARKEDsegmentMARKEDx', 'qMARKEDqueryq', 'T0MARKEDT'].flatMap(
  (text) => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ],
);
const hits = (output: unknown): string[] => {
  const text = JSON.stringify(output);
  return FORMS.filter((form) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1)));
};

const DELIVERIES = [deliveryOf(), again(deliveryOf()), resolvedOf(), digestOf(50)].flatMap((delivery) => [
  delivery,
  { ...delivery, notice: noticeOf({ ...delivery.notice, ref: { channel: 'C0123456789', ts: '1.2' } }) },
]);

/** A send's time, and that of one to which nobody will answer. */
const TIME_MS = 5_000;
const SHORT_MS = 150;

async function tellAll(name: string, url: string, over: Partial<SenderPorts> = {}): Promise<Outcome[]> {
  const send = await sendOf(name);
  const ports = () => portsOf({ secrets: secretsAt(url), signal: AbortSignal.timeout(TIME_MS), ...over });
  return Promise.all(DELIVERIES.map((delivery) => send(delivery, receiverAt(name, url), ports())));
}

/** That it is an outcome, and one line without a secret. */
function check(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes) {
    expect(hits(outcome)).toEqual([]);
    if (!outcome.isTold) expect(outcome.problem).toMatch(/^[^\n]{1,500}$/);
  }
}

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['silence', 'hang'],
  ['a reset before anything was done', 'reset'],
  ['a reset after it was done', 'lost'],
  ['half an answer', 'invalid-json'],
  ['null', { status: 200, body: 'null' }],
  ['nonsense', { status: 200, body: '{"ok":true,"messages":[null,{"metadata":null}],"channel":7}' }],
  ['no content', { status: 204 }],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['429 and garbage', { status: 429, headers: { 'retry-after': 'garbage' } }],
  ['400', { status: 400, body: 'bad' }],
  ['500', { status: 500 }],
  ['an endless story', { status: 599, body: 'x'.repeat(200_000) }],
];

const UNREADABLE = [
  ['is missing', new SecretMissing('the secret is not set')],
  ['cannot be read for another reason', new TypeError('what is this')],
] as const;

const SNS_STEPS = ['throttle', 'unavailable', 'deny', 'refuse', 'hang', 'lost-answer'] as const;

/** The kinds that are sent in one way. */
const sentOver = (way: Example['over']): string[] =>
  Object.keys(receivers).filter((name) => EXAMPLES[name]?.over === way);

const NOTHING_ARRIVED = { isTold: false, isUncertain: false };

describe.each(sentOver('http'))('the sender of %s', (name) => {
  it.each(FAULTS)('never throws at %s', async (_what, fault) => {
    const faults = new Faults();
    faults.at('*').always(fault);
    const { url } = await httpTarget(
      (_request, response) =>
        void answerWith(faults.take('*'), response, () => ({ status: 200, body: '{}' })),
    );
    const signal = AbortSignal.timeout(fault === 'hang' ? SHORT_MS : TIME_MS);
    check(await tellAll(name, url, { signal }));
  });

  it('says that nothing arrived where nobody listens', async () => {
    const outcomes = await tellAll(name, `http://127.0.0.1:${await closedPort()}`);
    check(outcomes);
    expect(outcomes).toMatchObject(DELIVERIES.map(() => NOTHING_ARRIVED));
  });

  it('sends nothing to a server whose certificate is not trusted', async () => {
    let requests = 0;
    const { url } = await httpsTarget(() => void requests++, await localCertificate());
    const outcomes = await tellAll(name, url);
    check(outcomes);
    expect(outcomes).toMatchObject(DELIVERIES.map(() => NOTHING_ARRIVED));
    expect(requests).toBe(0);
  });

  it.each([0, 400, 403, 500])('tells no secret that the server quotes with %s', async (status) => {
    const target = await echo(status);
    const outcomes = await tellAll(name, target.url);
    check(outcomes);
    // It proves something only as long as the server is sent the secret, and is quoted.
    expect(hits(target.requests)).not.toEqual([]);
    if (status === 403) expect(JSON.stringify(outcomes)).toContain('you sent');
  });

  it.each(UNREADABLE)('tells that a secret %s', async (_what, error) => {
    const outcomes = await tellAll(name, 'http://127.0.0.1:1', { secrets: () => Promise.reject(error) });
    check(outcomes);
    expect(outcomes).toMatchObject(DELIVERIES.map(() => ({ isTold: false, problem: error.message })));
  });
});

describe.each(sentOver('sns'))('the sender of %s', (name) => {
  it.each(SNS_STEPS)('never throws at %s', async (step) => {
    const sns = new FakeSns();
    sns.script.always(step);
    const outcomes = await tellAll(name, '', { sns, signal: AbortSignal.timeout(SHORT_MS) });
    check(outcomes);
    expect(outcomes.some(({ isTold }) => isTold)).toBe(false);
  });
});

describe.each(sentOver('nothing'))('the sender of %s', (name) => {
  it('has nothing to send', async () =>
    expect(await tellAll(name, '')).toEqual(DELIVERIES.map(() => ({ isTold: true }))));
});
