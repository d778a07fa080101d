import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { deliveryOf, incidentOf, toldOf } from '../../../test/deliveries.ts';
import { portsOf, secretsOf } from '../../../test/sending.ts';
import { isTold, secrets, slackDesk } from '../../../test/slack-desk.ts';
import { mrkdwn } from './mrkdwn.ts';
import { send } from './send.ts';

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
    const { fake, tell } = await slackDesk();
    fake.faults.at('chat.postMessage').next(fault);
    expect(await tell(deliveryOf())).toMatchObject([{ isTold: false, ...expected }]);
  });

  it('a token that is not good', async () => {
    const { fake, receiver } = await slackDesk();
    const ports = portsOf({ secrets: secretsOf({ 'slack/token': 'xoxb-old' }) });
    expect(await send(deliveryOf(), receiver, ports)).toMatchObject({
      problem: 'Slack chat.postMessage: invalid_auth, the token is not good; put a new one into the secret',
    });
    expect(fake.messages()).toEqual([]);
  });

  it('a channel that there is not', async () => {
    const { tell } = await slackDesk('C0000000000');
    expect(await tell(deliveryOf())).toMatchObject([
      { isTold: false, isUncertain: false, problem: expect.stringContaining('channel_not_found') },
    ]);
  });

  it.each(['invalid_blocks', 'msg_blocks_too_long'])('%s: it is told in plain text', async (error) => {
    const { fake, tell } = await slackDesk();
    fake.faults.at('chat.postMessage').next(refused(error));
    expect(await tell(deliveryOf())).toEqual([isTold]);
    expect(fake.messages()).toMatchObject([
      { text: expect.stringContaining('portfolio-api fails at 2 of 3'), attachments: [] },
    ]);
  });

  it('ok without a handle: it was told', async () => {
    const { fake, tell } = await slackDesk();
    fake.faults.at('chat.postMessage').next(answered({ ok: true }));
    expect(await tell(deliveryOf())).toEqual([{ isTold: true }]);
  });
});

describe('text from a target', () => {
  const hostile =
    '<!channel> <@U123> <https://evil.example|click> &lt;!here&gt; @here #general\n*bold* `</code>';

  it('mentions nobody, makes no link and stays in its line', async () => {
    const { fake, tell } = await slackDesk();
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
    const { fake, receiver } = await slackDesk();
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
