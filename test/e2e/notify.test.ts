import { describe, expect, test } from 'vitest';
import { loadSend } from '../../functions/notify/load-sender.ts';
import { encodeWake } from '../../functions/notify/messages/message.ts';
import { pagerduty } from '../../functions/notify/pagerduty/receiver.ts';
import { slack } from '../../functions/notify/slack/receiver.ts';
import { secret } from '../../model/secret.ts';
import { fastClock } from '../fakes/clock.ts';
import type { Fault } from '../fakes/faults.ts';
import { fakePagerDuty, ROUTING_KEY } from '../fakes/pagerduty.ts';
import { CHANNEL, fakeSlack, SLACK_TOKEN } from '../fakes/slack.ts';
import { alarm, notifierPorts, Recorder, run, snsBody, toAll } from '../notifier.ts';
import { portsOf, receiverOf, secretsOf } from '../sending.ts';

const ALARM = 'vedette/quote/failed';
const SECOND = 1_000;

/** The notifier with its real senders, over real sockets, before servers that act as Slack and PagerDuty. */
async function setUp() {
  const clock = fastClock();
  const duty = await fakePagerDuty();
  const chat = await fakeSlack(clock.now);
  const receivers = [
    receiverOf(pagerduty, pagerduty('duty', { routingKey: secret('duty'), api: duty.api })),
    receiverOf(slack, slack('chat', { channel: CHANNEL, token: secret('chat'), api: chat.api })),
  ];
  const secrets = secretsOf({ duty: ROUTING_KEY, chat: SLACK_TOKEN });
  const made = notifierPorts({
    clock,
    receivers,
    routing: toAll(receivers),
    alarms: [alarm(ALARM)],
    send: new Recorder().send,
  });
  const ports = { ...made, loadSend, sender: portsOf({ clock, secrets }) };
  const live = async (seconds: number, isDone: () => boolean = () => false) => {
    for (let second = 0; second < seconds && !isDone(); second++) {
      await clock.sleep(SECOND, new AbortController().signal);
      await run(ports, encodeWake('duty'), encodeWake('chat'));
    }
  };
  const start = clock.now();
  const open = async () =>
    (await Promise.all(receivers.map(({ name }) => made.store.list(`notices/${name}`)))).flat();
  return {
    duty,
    chat,
    live,
    open,
    log: made.log,
    clock,
    fire: () => run(ports, snsBody({ name: ALARM, state: 'ALARM', at: start })),
    end: () => run(ports, snsBody({ name: ALARM, state: 'OK', at: start + 1 })),
    statuses: () => duty.incidents.map(({ status }) => status),
  };
}

const FAULTS: readonly [string, Fault][] = [
  ['says that it is too much', { status: 429, headers: { 'retry-after': '1' } }],
  ['is broken', { status: 500 }],
  ['is away', { status: 503 }],
  ['never answers', 'hang'],
  ['hangs up before it has done anything', 'reset'],
  ['does it and hangs up', 'lost'],
  ['does it and says that it failed', 'done-500'],
  ['does it and answers nonsense', 'invalid-json'],
];

describe('once, when it begins: told once, and its end once', () => {
  test.each(FAULTS)(
    'a receiver %s',
    async (_sentence, fault) => {
      const { duty, chat, live, open, fire, end, statuses } = await setUp();
      duty.faults.at('*').next(fault);
      chat.faults.at('*').next(fault);
      await fire();
      await live(8);
      expect([statuses(), chat.messages().length]).toEqual([['triggered'], 1]);
      await end();
      await live(3);
      expect([statuses(), chat.messages().length, await open()]).toEqual([['resolved'], 1, []]);
    },
    30_000,
  );
});

describe('once, when it is over: told that it is over, and nothing begins anew', () => {
  test.each(FAULTS)(
    'a receiver %s',
    async (_sentence, fault) => {
      const { duty, chat, live, open, fire, end, statuses } = await setUp();
      await fire();
      duty.faults.at('*').next(fault);
      chat.faults.at('*').next(fault);
      await end();
      await live(8);
      expect([statuses(), chat.messages().length, await open()]).toEqual([['resolved'], 1, []]);
    },
    30_000,
  );
});

test('after minutes of an outage both are told within a minute, once', async () => {
  const { duty, chat, live, open, fire, statuses, log } = await setUp();
  duty.faults.at('*').always({ status: 503 });
  chat.faults.at('*').always({ status: 503 });
  await fire();
  await live(120);
  expect([statuses(), chat.messages()]).toEqual([[], []]);
  duty.faults.at('*').always(undefined);
  chat.faults.at('*').always(undefined);
  await live(60, () => duty.incidents.length > 0 && chat.messages().length > 0);
  expect([statuses(), chat.messages().length, (await open()).length]).toEqual([['triggered'], 1, 2]);
  const written = JSON.stringify(log.lines);
  expect([ROUTING_KEY, SLACK_TOKEN].filter((value) => written.includes(value))).toEqual([]);
}, 60_000);
