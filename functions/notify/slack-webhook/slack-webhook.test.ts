import { expect, it } from 'vitest';
import { secret } from '../../../model/secret.ts';
import { deliveryOf } from '../../../test/deliveries.ts';
import type { Fault } from '../../../test/fakes/faults.ts';
import { answerWith, Faults } from '../../../test/fakes/faults.ts';
import { portsOf, receiverOf, secretsOf } from '../../../test/sending.ts';
import { httpTarget } from '../../../test/targets.ts';
import { messageOf, plainMessageOf } from '../slack/message.ts';
import { slackWebhook } from './receiver.ts';
import { send } from './send.ts';

const receiver = receiverOf(slackWebhook, slackWebhook('trading', { url: secret('hook') }));

async function tell(...faults: readonly Fault[]) {
  const script = new Faults();
  for (const fault of faults) script.at('*').next(fault);
  const bodies: object[] = [];
  const { url } = await httpTarget(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    await answerWith(script.take('*'), response, () => {
      bodies.push(JSON.parse(body));
      return { status: 200, body: 'ok' };
    });
  });
  const secrets = secretsOf({ hook: `${url}/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX` });
  return { outcome: await send(deliveryOf(), receiver, portsOf({ secrets })), bodies };
}

it('posts the message that a bot would', async () => {
  const { outcome, bodies } = await tell();
  expect(outcome).toEqual({ isTold: true });
  expect(bodies).toEqual([{ ...messageOf(deliveryOf()), unfurl_links: false, unfurl_media: false }]);
});

it('posts plain text when the message is refused as wrong', async () => {
  const { outcome, bodies } = await tell({ status: 400, body: 'invalid_blocks' });
  expect(outcome).toEqual({ isTold: true });
  expect(bodies).toMatchObject([plainMessageOf(deliveryOf())]);
});

it.each<[Fault, object]>([
  [
    { status: 404, body: 'no_service' },
    { problem: 'Slack webhook: 404: no_service', isUncertain: false },
  ],
  [
    { status: 429, headers: { 'retry-after': '7' } },
    { isUncertain: false, retryAfterMs: 7_000 },
  ],
  [{ status: 500, body: 'rollup_error' }, { isUncertain: true }],
  ['lost', { isUncertain: true }],
  ['hang', { problem: 'Slack webhook: no answer in time', isUncertain: true }],
])('%j means %j', async (fault, expected) =>
  expect((await tell(fault)).outcome).toMatchObject({ isTold: false, ...expected }),
);
