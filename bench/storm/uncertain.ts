import { encodeWake } from '../../functions/notify/messages/message.ts';
import { notify } from '../../functions/notify/notify.ts';
import type { Store } from '../../functions/notify/store.ts';
import { localPorts } from '../../local/notifier/notifier.ts';
import { sqliteStore } from '../../local/store/sqlite-store.ts';
import type { Notice } from '../../model/incident/notice.ts';
import { fastClock } from '../../test/fakes/clock.ts';
import { memoryLog } from '../../test/fakes/log.ts';
import { ROUTING_KEY } from '../../test/fakes/pagerduty.ts';
import { SLACK_TOKEN } from '../../test/fakes/slack.ts';
import { FakeSqs } from '../../test/fakes/sqs.ts';
import { AT_ONCE, message, snsBody, toAll } from '../../test/notifier.ts';
import { secretsOf } from '../../test/sending.ts';
import { alarmsOf, definitionsOf } from './definitions.ts';
import { type Desk, openDesk, repliedTwice, twiceAtPagerDuty, twiceInSlack } from './desk.ts';

/** So many notices begin together: from 20 on they would be one digest. */
const WAVE = 19;

const TURN_MS = 58_000;
const SECOND = 1_000;

/** Simulated seconds after which a wave that is not told is lost. */
const PATIENCE_SECONDS = 120;

/** What receivers that take a notification and then answer 500, once for each, have in the end. */
export interface Doubled {
  readonly notifications: number;
  /** Answers of 500 to what had been taken. */
  readonly failed: { readonly slack: number; readonly pagerduty: number };
  readonly twice: { readonly slack: number; readonly replies: number; readonly pagerduty: number };
  /** Those that are not there, or not over. */
  readonly lost: { readonly slack: number; readonly pagerduty: number };
  /** On a clock that does not wait for the receivers' pace. */
  readonly seconds: number;
}

/** Tells so many alarms one by one, their begin and their end, each of which is first taken and answered with 500. */
export async function doubled(notifications: number): Promise<Doubled> {
  const began = performance.now();
  const clock = fastClock(Date.now());
  const desk = await openDesk(clock.now);
  const store = sqliteStore();
  try {
    const world = await openWorld(notifications, { desk, clock, store });
    for (let from = 0; from < notifications; from += WAVE) {
      const names = world.names.slice(from, from + WAVE);
      for (const state of ['ALARM', 'OK'] as const) await wave(names, state, world);
    }
    return {
      notifications,
      ...outcomeOf(desk, notifications),
      seconds: (performance.now() - began) / SECOND,
    };
  } finally {
    store.close();
    desk.close();
  }
}

interface Means {
  readonly desk: Desk;
  readonly clock: ReturnType<typeof fastClock>;
  readonly store: Store;
}

async function openWorld(count: number, { desk, clock, store }: Means) {
  const loaded = definitionsOf(count, { slack: desk.slack.api, pagerduty: desk.duty.api });
  const secrets = secretsOf({ slack: SLACK_TOKEN, pagerduty: ROUTING_KEY });
  const options = { loaded, store, secrets, clock, log: memoryLog(), inbox: () => {} };
  const made = await localPorts(new FakeSqs(), options);
  // Each alarm is a notification of its own.
  const ports = { ...made, routing: toAll(loaded.receivers, { ...AT_ONCE, groupBy: ['check'] }) };
  return { names: alarmsOf(loaded), ports, desk, clock, store };
}

async function wave(
  names: readonly string[],
  state: 'ALARM' | 'OK',
  { desk, ports, clock, store }: Awaited<ReturnType<typeof openWorld>>,
): Promise<void> {
  desk.slack.faults.at('chat.postMessage').next('done-500', names.length);
  desk.duty.faults.at('v2/enqueue').next('done-500', names.length);
  const at = clock.now();
  await notify(
    names.map((name) => message(snsBody({ name, state, at }), name)),
    TURN_MS,
    ports,
  );
  for (let second = 0; second < PATIENCE_SECONDS && (await isPending(store)); second++) {
    await clock.sleep(SECOND, new AbortController().signal);
    await notify([message(encodeWake('slack')), message(encodeWake('pagerduty'))], TURN_MS, ports);
  }
}

async function isPending(store: Store): Promise<boolean> {
  const shelves = ['notices/slack', 'notices/pagerduty'] as const;
  const open = (await Promise.all(shelves.map((shelf) => store.list<Notice>(shelf)))).flat();
  return open.some(({ value }) => value.pending);
}

function outcomeOf(desk: Desk, notifications: number): Omit<Doubled, 'notifications' | 'seconds'> {
  const { slack, duty } = desk;
  const green = slack.messages().filter(({ text }) => text.includes('RESOLVED')).length;
  return {
    failed: desk.failed,
    twice: { slack: twiceInSlack(desk), replies: repliedTwice(desk), pagerduty: twiceAtPagerDuty(desk) },
    lost: {
      slack: notifications - green,
      pagerduty: notifications - duty.incidents.filter(({ status }) => status === 'resolved').length,
    },
  };
}
