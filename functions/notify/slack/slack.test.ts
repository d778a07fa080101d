import { describe, expect, it } from 'vitest';
import {
  again,
  deliveryOf,
  digestOf,
  incidentOf,
  noticeOf,
  resolvedOf,
  toldOf,
} from '../../../test/deliveries.ts';
import { fastClock } from '../../../test/fakes/clock.ts';
import { CHANNEL } from '../../../test/fakes/slack.ts';
import { portsOf } from '../../../test/sending.ts';
import { acknowledgedOf, isTold, secrets, slackDesk } from '../../../test/slack-desk.ts';
import { httpTarget } from '../../../test/targets.ts';
import { messageOf } from './message.ts';
import { send } from './send.ts';

const PNG = new Uint8Array(1_234);

describe('a notice', () => {
  it('is one message that changes, and what happened is in its thread', async () => {
    const { fake, tell } = await slackDesk();
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
    const { fake, tell } = await slackDesk();
    const incidents = [toldOf({ incident: incidentOf({ labels: { severity } }) })];
    await tell(deliveryOf({ incidents }), deliveryOf({ event: 'reminded', incidents }));
    const [message] = fake.messages();
    expect(fake.thread(message?.ts ?? '').at(-1)?.reply_broadcast).toBe(isLoud);
  });

  it('that somebody deleted is told anew', async () => {
    const { fake, tell } = await slackDesk();
    const [first] = await tell(deliveryOf());
    const ref = first?.isTold ? first.ref : undefined;
    fake.delete(ref?.ts ?? '');
    const resolved = { ...resolvedOf(), notice: noticeOf({ ...(ref && { ref }) }) };
    expect(await tell(resolved)).toMatchObject([{ isTold: true, ref: { delivery: 'n-1/resolved' } }]);
    expect(fake.messages()).toMatchObject([{ text: 'RESOLVED critical: portfolio-api failed' }]);
  });

  it('whose channel is another one now is told there', async () => {
    const { fake, tell } = await slackDesk();
    const ref = { channel: 'C0000000000', ts: '1.000001', delivery: 'n-1/opened' };
    const [outcome] = await tell({ ...resolvedOf(), notice: noticeOf({ ref }) });
    expect(outcome).toMatchObject({ isTold: true, ref: { channel: CHANNEL } });
    expect(fake.messages()).toHaveLength(1);
  });

  it('that somebody deleted is not taken for a reminder of it that the channel still shows', async () => {
    const { fake, tell } = await slackDesk();
    const [first] = await tell(deliveryOf(), deliveryOf({ event: 'reminded' }));
    const ref = first?.isTold ? first.ref : undefined;
    fake.delete(ref?.ts ?? '');
    await tell(again({ ...resolvedOf(), notice: noticeOf({ ...(ref && { ref }) }) }));
    expect(fake.messages()).toMatchObject([{ text: 'RESOLVED critical: portfolio-api failed' }]);
  });

  it('is followed by its details a second later: Slack takes one message a second', async () => {
    const clock = fastClock(deliveryOf().at);
    const { receiver, fake } = await slackDesk(CHANNEL, clock.now);
    expect(await send(deliveryOf(), receiver, portsOf({ secrets, clock }))).toEqual(isTold);
    const [message] = fake.messages();
    const [details] = fake.thread(message?.ts ?? '');
    expect(Math.floor(Number(details?.ts)) - Math.floor(Number(message?.ts))).toBe(1);
  });

  it('of a thousand alarms is one message, with more of them in its thread', async () => {
    const { fake, tell } = await slackDesk();
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
    const { fake, tell } = await slackDesk();
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
      const { fake, tell } = await slackDesk();
      fake.faults.at(path).next({ status: 500 });
      expect(await tell(pictured)).toEqual([isTold]);
      expect(fake.thread(fake.messages()[0]?.ts ?? '')).toHaveLength(1);
    },
  );

  it('goes nowhere but over https, or to where the API is', async () => {
    const { fake, tell } = await slackDesk();
    const elsewhere = await httpTarget((_request, response) => void response.end());
    const upload = { ok: true, upload_url: `${elsewhere.url}/upload`, file_id: 'F1' };
    fake.faults.at('files.getUploadURLExternal').next({ status: 200, body: JSON.stringify(upload) });
    expect(await tell(pictured)).toEqual([isTold]);
    expect(elsewhere.accepted()).toBe(0);
  });

  it('that never comes does not hold up the details, and what hangs does not hold up the outcome', async () => {
    const { fake, receiver } = await slackDesk();
    const delivery = deliveryOf({ picture: () => new Promise<undefined>(() => {}) });
    const signal = AbortSignal.timeout(5_000);
    expect(await send(delivery, receiver, portsOf({ secrets, signal }))).toEqual(isTold);
    expect(fake.thread(fake.messages()[0]?.ts ?? '')).toHaveLength(1);
    fake.faults.at('files.getUploadURLExternal').next('hang');
    expect(await send(pictured, receiver, portsOf({ secrets, signal }))).toEqual(isTold);
    expect(signal.aborted).toBe(false);
  });

  it.each([
    ['that never comes', () => new Promise<undefined>(() => {})],
    ['that breaks its word and rejects', () => Promise.reject(new Error('no picture'))],
  ])('%s fails nothing', async (_what, picture) => {
    const { fake, tell } = await slackDesk();
    expect(await tell(deliveryOf({ picture }))).toEqual([isTold]);
    expect(fake.messages()).toHaveLength(1);
  });
});
