import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { again, deliveryOf, incidentOf, noticeOf, resolvedOf, toldOf } from '../../../test/deliveries.ts';
import type { Fault } from '../../../test/fakes/faults.ts';
import { CHANNEL } from '../../../test/fakes/slack.ts';
import { portsOf } from '../../../test/sending.ts';
import { acknowledgedOf, isTold, secrets, slackDesk } from '../../../test/slack-desk.ts';
import type { Delivery } from '../sender.ts';
import { send } from './send.ts';

describe('after a send of which nobody knows', () => {
  it('the message that did arrive is found, and is the only one', async () => {
    const { fake, tell } = await slackDesk();
    fake.faults.at('chat.postMessage').next('lost');
    expect(await tell(deliveryOf())).toMatchObject([{ isTold: false, isUncertain: true }]);
    expect(await tell(again(deliveryOf()))).toEqual([isTold]);
    expect(fake.messages()).toHaveLength(1);
    expect(fake.thread(fake.messages()[0]?.ts ?? '')).toHaveLength(1);
    // And once more, when what followed has arrived too.
    expect(await tell(again(deliveryOf()))).toEqual([isTold]);
    expect(fake.thread(fake.messages()[0]?.ts ?? '')).toHaveLength(1);
  });

  it('it is found behind many others that are large', async () => {
    const large = toldOf({ target: 'x'.repeat(1_000), incident: incidentOf({ reason: 'y'.repeat(1_000) }) });
    const { fake, tell } = await slackDesk();
    fake.faults.at('chat.postMessage').next('lost');
    await tell(deliveryOf());
    for (let n = 0; n < 120; n++)
      await tell(deliveryOf({ id: `m-${n}`, notice: noticeOf({ id: `m-${n}` }), incidents: [large] }));
    expect(await tell(again(deliveryOf()))).toEqual([isTold]);
    const ofNotice = fake.messages().filter(({ metadata }) => metadata?.event_payload.notice === 'n-1');
    expect(ofNotice).toHaveLength(1);
  });

  it('one that did not arrive is sent', async () => {
    const { fake, tell } = await slackDesk();
    fake.faults.at('chat.postMessage').next('reset');
    expect(await tell(deliveryOf(), again(deliveryOf()))).toMatchObject([{ isUncertain: true }, isTold]);
    expect(fake.messages()).toHaveLength(1);
  });

  it('later news finds the message of the first, and the thread has it once', async () => {
    const { fake, tell } = await slackDesk();
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
    const { fake, tell } = await slackDesk();
    fake.faults.at('conversations.history').next({ status: 429, headers: { 'retry-after': '30' } });
    expect(await tell(again(deliveryOf()))).toMatchObject([{ isTold: false, retryAfterMs: 30_000 }]);
    expect(fake.messages()).toHaveLength(0);
  });

  it('Slack that can never say is posted to all the same, with a word of doubt', async () => {
    const { fake, tell } = await slackDesk();
    fake.faults.at('conversations.history').always({ status: 500 });
    const { notice, ...delivery } = again(deliveryOf());
    const tried = (attempts: number): Delivery => ({
      ...delivery,
      notice: { ...notice, ...(notice.pending && { pending: { ...notice.pending, attempts } }) },
    });
    expect(await tell(tried(4))).toMatchObject([{ isTold: false, isUncertain: true }]);
    expect(await tell(tried(5))).toEqual([isTold]);
    expect(JSON.stringify(fake.messages()[0]?.attachments)).toContain('could not be looked up (no answer)');
  });

  it.each([
    ['without the scope to look', CHANNEL, 'missing_scope'],
    ['in a channel known by its name alone', '#trading', 'channel_not_found'],
  ])('%s it is posted again, and says so', async (_what, channel, error) => {
    const { fake, tell } = await slackDesk(channel);
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

/** Tells a delivery as the lane does: again and again, uncertain once any send was. */
async function tellSurely(
  receiver: Parameters<typeof send>[1],
  delivery: Delivery,
): Promise<Delivery['notice']['ref']> {
  let isUncertain = false;
  for (let tries = 0; tries < 50; tries++) {
    const outcome = await send(isUncertain ? again(delivery) : delivery, receiver, portsOf({ secrets }));
    if (outcome.isTold) return outcome.ref;
    isUncertain ||= outcome.isUncertain;
  }
  throw new Error('it was never told');
}

it('whatever goes wrong on the way, there is one message in its last state, and each news is said once', () => {
  const wrong = fc.constantFrom<Fault>('lost', 'reset', 'invalid-json', { status: 500 }, { status: 429 });
  const path = fc.constantFrom(
    'chat.postMessage',
    'chat.update',
    'conversations.history',
    'conversations.replies',
  );
  return fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, wrong), { maxLength: 12 }), async (script) => {
      const { fake, receiver } = await slackDesk();
      for (const [at, fault] of script) fake.faults.at(at).next(fault);
      let ref: Delivery['notice']['ref'];
      for (const delivery of [
        deliveryOf(),
        deliveryOf({ event: 'reminded' }),
        acknowledgedOf(),
        resolvedOf(),
      ]) {
        const notice = { ...delivery.notice, ...(ref && { ref }) };
        ref = await tellSurely(receiver, { ...delivery, notice });
      }
      expect(fake.messages()).toMatchObject([{ text: 'RESOLVED critical: portfolio-api failed' }]);
      const said = fake.thread(ref?.ts ?? '').map(({ text }) => text.split(' ')[0]);
      expect(said.filter((word) => word !== '**portfolio-api**')).toEqual([
        'Still',
        'Acknowledged',
        'Resolved.',
      ]);
    }),
    { seed: 4, numRuns: 60 },
  );
}, 30_000);

it('news that cannot be looked up in the thread is said again, and says so', async () => {
  const { fake, tell } = await slackDesk();
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
