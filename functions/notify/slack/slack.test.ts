import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
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
import { virtualClock } from '../../../test/fakes/clock.ts';
import { CHANNEL, fakeSlack, SLACK_TOKEN } from '../../../test/fakes/slack.ts';
import { portsOf, receiverOf, secretsOf, sendAll } from '../../../test/sending.ts';
import type { Delivery } from '../sender.ts';
import { messageOf } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { slack } from './receiver.ts';
import { send } from './send.ts';

const secrets = secretsOf({ 'slack/token': SLACK_TOKEN });
const PNG = new Uint8Array(1_234);

async function setUp(channel = CHANNEL, now = () => deliveryOf().at) {
  const fake = await fakeSlack(now);
  const definition = slack('trading', { channel, token: secret('slack/token'), api: fake.api });
  const receiver = receiverOf(slack, definition);
  const tell = (...deliveries: readonly Delivery[]) => sendAll(send, receiver, deliveries, { secrets });
  return { fake, receiver, tell };
}

const acknowledgedOf = (): Delivery =>
  deliveryOf({
    event: 'acknowledged',
    incidents: [toldOf({ incident: incidentOf({ acknowledged: { at: deliveryOf().at, by: 'anna' } }) })],
  });

const isTold = { isTold: true, ref: { channel: CHANNEL, ts: expect.any(String), delivery: 'n-1/opened' } };

describe('a notice', () => {
  it('is one message that changes, and what happened is in its thread', async () => {
    const { fake, tell } = await setUp();
    const reminded = deliveryOf({ event: 'reminded' });
    expect(await tell(deliveryOf(), reminded, acknowledgedOf(), resolvedOf())).toEqual(Array(4).fill(isTold));
    const [message, ...others] = fake.messages();
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      text: 'RESOLVED critical: portfolio-api failed',
      attachments: [{ color: '#12b76a' }],
      metadata: { event_type: 'vedette_notice', event_payload: { notice: 'n-1', delivery: 'n-1/opened' } },
    });
    expect(fake.thread(message?.ts ?? '').map(({ text }) => text)).toEqual([
      '**portfolio-api** failed in 2 of the last 3 runs.',
      'Still firing after 12 min. portfolio-api fails at 2 of 3 locations (eu-west-1, us-east-1): status 503 is not 200.',
      'Acknowledged by anna.',
      'Resolved. portfolio-api is good again after 12 min.',
    ]);
  });

  it('says at once what a person needs', () => {
    expect(messageOf(deliveryOf())).toEqual({
      text: 'FIRING critical: portfolio-api failed',
      attachments: [
        {
          color: '#d92d20',
          fallback: 'FIRING critical: portfolio-api failed',
          blocks: [
            sectionOf(
              'portfolio-api fails at 2 of 3 locations (eu-west-1, us-east-1): status 503 is not 200.',
            ),
            sectionOf(
              [
                '*Since* 2026-11-21 03:04:05 UTC, for 12 min',
                '*Locations* eu-west-1 says "status 503 is not 200", us-east-1 says "status 503 is not 200", ap-southeast-2 is good',
                '*Last good* 2026-11-21 03:15:05 UTC at ap-southeast-2',
                '*Team* platform',
                '*Target* GET https://exchange.example.com/v1/portfolio',
                '*Reason* Threshold Crossed: 2 out of the last 3 datapoints were greater than or equal to 1.',
              ].join('\n'),
            ),
            {
              type: 'actions',
              elements: [
                buttonOf('Runbook', 'https://runbooks.example.com/portfolio-api', 0),
                buttonOf('Logs', 'https://console.example.com/logs', 1),
              ],
            },
          ],
        },
      ],
    });
  });

  it.each([
    ['critical', true],
    ['warning', undefined],
  ] as const)('that is %s is reminded of in the channel: %s', async (severity, isLoud) => {
    const { fake, tell } = await setUp();
    const incidents = [toldOf({ incident: incidentOf({ labels: { severity } }) })];
    await tell(deliveryOf({ incidents }), deliveryOf({ event: 'reminded', incidents }));
    const [message] = fake.messages();
    expect(fake.thread(message?.ts ?? '').at(-1)?.reply_broadcast).toBe(isLoud);
  });

  it('that somebody deleted is told anew', async () => {
    const { fake, tell } = await setUp();
    const [first] = await tell(deliveryOf());
    const ref = first?.isTold ? first.ref : undefined;
    fake.delete(ref?.ts ?? '');
    const resolved = { ...resolvedOf(), notice: noticeOf({ ...(ref && { ref }) }) };
    expect(await tell(resolved)).toMatchObject([{ isTold: true, ref: { delivery: 'n-1/resolved' } }]);
    expect(fake.messages()).toMatchObject([{ text: 'RESOLVED critical: portfolio-api failed' }]);
  });

  it('is followed by its details a second later: Slack takes one message a second', async () => {
    const clock = virtualClock(deliveryOf().at);
    const { receiver, fake } = await setUp(CHANNEL, clock.now);
    expect(await send(deliveryOf(), receiver, portsOf({ secrets, clock }))).toEqual(isTold);
    const [message] = fake.messages();
    const [details] = fake.thread(message?.ts ?? '');
    expect(Math.floor(Number(details?.ts)) - Math.floor(Number(message?.ts))).toBe(1);
  });

  it('of a thousand alarms is one message, with more of them in its thread', async () => {
    const { fake, tell } = await setUp();
    expect(await tell(digestOf(1_000))).toMatchObject([{ isTold: true }]);
    const [message] = fake.messages();
    expect(message?.text).toBe('FIRING critical: 1000 alarms of 500 checks');
    expect(fake.thread(message?.ts ?? '')[0]?.text).toMatch(
      /^check-0 failed, since 2026-11-21 .*\n[\s\S]*\.\.\.$/,
    );
  });
});

const sectionOf = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });
const buttonOf = (text: string, url: string, index: number) => ({
  type: 'button',
  text: { type: 'plain_text', text, emoji: false },
  url,
  action_id: `link-${index}`,
});

describe('the picture', () => {
  const pictured = deliveryOf({ picture: async () => PNG });

  it('is in the thread, with the details', async () => {
    const { fake, tell } = await setUp();
    expect(await tell(pictured)).toEqual([isTold]);
    const [message] = fake.messages();
    expect(fake.files).toEqual([
      {
        thread: message?.ts,
        bytes: PNG.byteLength,
        comment: '**portfolio-api** failed in 2 of the last 3 runs.',
      },
    ]);
    expect(
      fake.requests.find(({ path }) => path.startsWith('upload/'))?.headers.authorization,
    ).toBeUndefined();
  });

  it.each(['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal'])(
    'that fails at %s fails nothing, and the details are told in words',
    async (path) => {
      const { fake, tell } = await setUp();
      fake.faults.at(path).next({ status: 500 });
      expect(await tell(pictured)).toEqual([isTold]);
      expect(fake.thread(fake.messages()[0]?.ts ?? '')).toHaveLength(1);
    },
  );

  it.each([
    ['that never comes', () => new Promise<undefined>(() => {})],
    ['that breaks its word and rejects', () => Promise.reject(new Error('no picture'))],
  ])('%s fails nothing', async (_what, picture) => {
    const { fake, tell } = await setUp();
    expect(await tell(deliveryOf({ picture }))).toEqual([isTold]);
    expect(fake.messages()).toHaveLength(1);
  });
});

describe('after a send of which nobody knows', () => {
  it('the message that did arrive is found, and is the only one', async () => {
    const { fake, tell } = await setUp();
    fake.faults.at('chat.postMessage').next('lost');
    expect(await tell(deliveryOf())).toMatchObject([{ isTold: false, isUncertain: true }]);
    expect(await tell(again(deliveryOf()))).toEqual([isTold]);
    expect(fake.messages()).toHaveLength(1);
    expect(fake.thread(fake.messages()[0]?.ts ?? '')).toHaveLength(1);
    // And once more, when what followed has arrived too.
    expect(await tell(again(deliveryOf()))).toEqual([isTold]);
    expect(fake.thread(fake.messages()[0]?.ts ?? '')).toHaveLength(1);
  });

  it('it is found behind many others', async () => {
    const { fake, tell } = await setUp();
    fake.faults.at('chat.postMessage').next('lost');
    await tell(deliveryOf());
    for (let n = 0; n < 120; n++)
      await tell(deliveryOf({ id: `m-${n}`, notice: noticeOf({ id: `m-${n}` }), incidents: [] }));
    expect(await tell(again(deliveryOf()))).toEqual([isTold]);
    expect(fake.messages().filter(({ text }) => text.includes('portfolio-api'))).toHaveLength(1);
  });

  it('one that did not arrive is sent', async () => {
    const { fake, tell } = await setUp();
    fake.faults.at('chat.postMessage').next('reset');
    expect(await tell(deliveryOf(), again(deliveryOf()))).toMatchObject([{ isUncertain: true }, isTold]);
    expect(fake.messages()).toHaveLength(1);
  });

  it('later news finds the message of the first, and the thread has it once', async () => {
    const { fake, tell } = await setUp();
    fake.faults.at('chat.postMessage').next('lost');
    await tell(deliveryOf());
    fake.faults.at('chat.postMessage').next({ status: 429, headers: { 'retry-after': '3' } });
    expect(await tell(again(resolvedOf()))).toMatchObject([{ isTold: false, retryAfterMs: 3_000 }]);
    fake.faults.at('chat.postMessage').next('lost');
    expect(await tell(again(resolvedOf()))).toMatchObject([{ isTold: false, isUncertain: true }]);
    expect(await tell(again(resolvedOf()))).toEqual([isTold]);
    const [message, ...others] = fake.messages();
    expect(others).toEqual([]);
    expect(message?.text).toBe('RESOLVED critical: portfolio-api failed');
    expect(fake.thread(message?.ts ?? '').map(({ text }) => text)).toEqual([
      'Resolved. portfolio-api is good again after 12 min.',
    ]);
  });

  it('Slack that cannot say now is asked again before anything is posted', async () => {
    const { fake, tell } = await setUp();
    fake.faults.at('conversations.history').next({ status: 429, headers: { 'retry-after': '30' } });
    expect(await tell(again(deliveryOf()))).toMatchObject([{ isTold: false, retryAfterMs: 30_000 }]);
    expect(fake.messages()).toHaveLength(0);
  });

  it.each([
    ['without the scope to look', CHANNEL, 'missing_scope'],
    ['in a channel known by its name alone', '#trading', 'channel_not_found'],
  ])('%s it is posted again, and says so', async (_what, channel, error) => {
    const { fake, tell } = await setUp(channel);
    if (error === 'missing_scope') fake.missing.add('channels:history');
    fake.faults.at('chat.postMessage').next('lost');
    await tell(deliveryOf());
    expect(await tell(again(deliveryOf()))).toEqual([isTold]);
    expect(fake.messages()).toHaveLength(2);
    expect(JSON.stringify(fake.messages()[1]?.attachments)).toContain(
      `This may be here twice: whether the first one arrived could not be looked up (${error}).`,
    );
  });
});

it('news that cannot be looked up in the thread is said again, and says so', async () => {
  const { fake, tell } = await setUp();
  const [first] = await tell(deliveryOf());
  const notice = noticeOf({ ...(first?.isTold && first.ref && { ref: first.ref }) });
  fake.missing.add('channels:history');
  fake.faults.at('chat.postMessage').next('lost');
  await tell({ ...resolvedOf(), notice });
  expect(await tell(again({ ...resolvedOf(), notice }))).toEqual([isTold]);
  const said = fake.thread(fake.messages()[0]?.ts ?? '').map(({ text }) => text);
  expect(said.slice(1)).toEqual([
    'Resolved. portfolio-api is good again after 12 min.',
    'Resolved. portfolio-api is good again after 12 min. This may be here twice: whether the first one arrived could not be looked up (missing_scope).',
  ]);
});

describe('what Slack answers', () => {
  const answered = (body: object) => ({ status: 200, body: JSON.stringify(body) });
  const refused = (error: string) => answered({ ok: false, error });

  it.each([
    [
      '429 for 1 s',
      { status: 429, headers: { 'retry-after': '1' } },
      { isUncertain: false, retryAfterMs: 1_000 },
    ],
    [
      '429 for 30 s',
      { status: 429, headers: { 'retry-after': '30' } },
      { isUncertain: false, retryAfterMs: 30_000 },
    ],
    [
      '429 for 1 h',
      { status: 429, headers: { 'retry-after': '3600' } },
      { isUncertain: false, retryAfterMs: 3_600_000 },
    ],
    [
      '429 until a date',
      { status: 429, headers: { 'retry-after': 'Sat, 21 Nov 2026 12:00:20 GMT' } },
      { isUncertain: false, retryAfterMs: 20_000 },
    ],
    [
      '429 for garbage',
      { status: 429, headers: { 'retry-after': 'soon' } },
      { isUncertain: false, retryAfterMs: 30_000 },
    ],
    ['ratelimited', refused('ratelimited'), { isUncertain: false, retryAfterMs: 30_000 }],
    ['500', { status: 500 }, { isUncertain: true }],
    ['nothing', 'hang', { isUncertain: true, problem: 'Slack chat.postMessage: no answer in time' }],
    ['a reset', 'reset', { isUncertain: true }],
    [
      'half an answer',
      'invalid-json',
      { isUncertain: true, problem: 'Slack chat.postMessage: the answer cannot be read' },
    ],
    ['what is no answer', answered([]), { isUncertain: true }],
    ['no reason', answered({ ok: false }), { isUncertain: false }],
    ['internal_error', refused('internal_error'), { isUncertain: true }],
    ['fatal_error', refused('fatal_error'), { isUncertain: true }],
    [
      'token_revoked',
      refused('token_revoked'),
      {
        isUncertain: false,
        problem: 'Slack chat.postMessage: token_revoked, put a new token into the secret',
      },
    ],
    ['account_inactive', refused('account_inactive'), { isUncertain: false }],
    ['not_in_channel', refused('not_in_channel'), { isUncertain: false }],
  ] as const)('%s', async (_what, fault, expected) => {
    const { fake, tell } = await setUp();
    fake.faults.at('chat.postMessage').next(fault);
    expect(await tell(deliveryOf())).toMatchObject([{ isTold: false, ...expected }]);
  });

  it('a token that is not good', async () => {
    const { fake, receiver } = await setUp();
    const ports = portsOf({ secrets: secretsOf({ 'slack/token': 'xoxb-old' }) });
    expect(await send(deliveryOf(), receiver, ports)).toMatchObject({
      problem: 'Slack chat.postMessage: invalid_auth, the token is not good; put a new one into the secret',
    });
    expect(fake.messages()).toEqual([]);
  });

  it('a channel that there is not', async () => {
    const { tell } = await setUp('C0000000000');
    expect(await tell(deliveryOf())).toMatchObject([
      { isTold: false, isUncertain: false, problem: expect.stringContaining('channel_not_found') },
    ]);
  });

  it.each(['invalid_blocks', 'msg_blocks_too_long'])('%s: it is told in plain text', async (error) => {
    const { fake, tell } = await setUp();
    fake.faults.at('chat.postMessage').next(refused(error));
    expect(await tell(deliveryOf())).toEqual([isTold]);
    expect(fake.messages()).toMatchObject([
      { text: expect.stringContaining('portfolio-api fails at 2 of 3'), attachments: [] },
    ]);
  });

  it('ok without a handle: it was told', async () => {
    const { fake, tell } = await setUp();
    fake.faults.at('chat.postMessage').next(answered({ ok: true }));
    expect(await tell(deliveryOf())).toEqual([{ isTold: true }]);
  });
});

describe('text from a target', () => {
  const hostile =
    '<!channel> <@U123> <https://evil.example|click> &lt;!here&gt; @here #general\n*bold* `</code>';

  it('mentions nobody, makes no link and stays in its line', async () => {
    const { fake, tell } = await setUp();
    const target = hostile;
    const incident = incidentOf({
      reason: hostile,
      description: hostile,
      labels: { severity: 'critical', check: hostile, role: hostile, team: hostile },
    });
    const locations = [{ location: hostile, state: 'bad' as const, message: hostile }];
    await tell(deliveryOf({ incidents: [toldOf({ incident, target, locations })] }));
    const said = fake.requests.map(({ body }) => new URLSearchParams(body));
    for (const args of said) {
      const blocks = args.get('attachments') ?? '';
      expect(`${args.get('text')}${blocks}`).not.toMatch(/<[!@#h]/);
      expect(blocks.replaceAll('\\n*', '')).not.toContain('\\n*bold*');
      expect(args.get('parse') ?? 'none').toBe('none');
      expect(args.get('link_names') ?? 'false').toBe('false');
    }
    expect(said).toHaveLength(2);
  });

  test.each([
    ['a <b> & c', 99, 'a &lt;b&gt; &amp; c'],
    ['<<<<', 11, '&lt;&lt;...'],
    ['&&', 10, '&amp;&amp;'],
  ])('%s in %s characters is %s', (text, max, expected) => expect(mrkdwn(text, max)).toBe(expected));

  it('of any length and kind is taken by Slack with its blocks', async () => {
    const { fake, receiver } = await setUp();
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `${text}<&`.repeat(60)),
          {
            minLength: 1,
            maxLength: 30,
          },
        ),
        async (texts) => {
          const [reason = '', target = ''] = texts;
          const locations = texts.map((message) => ({ location: message, state: 'bad' as const, message }));
          const links = texts.map((label) => ({
            label,
            href: `https://a.b/${label.replace(/[^a-z]/gi, 'x')}`,
          }));
          const delivery = deliveryOf({
            incidents: [
              toldOf({ incident: incidentOf({ reason, description: reason }), target, locations, links }),
            ],
          });
          const before = fake.requests.length;
          expect(await send(delivery, receiver, portsOf({ secrets }))).toMatchObject({ isTold: true });
          expect(fake.requests.slice(before).every(({ path }) => path === 'chat.postMessage')).toBe(true);
          expect(fake.messages().at(-1)?.attachments).toHaveLength(1);
        },
      ),
      { seed: 4, numRuns: 40 },
    );
  });
});
