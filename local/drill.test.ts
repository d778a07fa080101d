import { expect, test } from 'vitest';
import type { Alarm } from '../model/alarm/alarm.ts';
import { drillAlarmOf, drillAlarmsOf } from '../model/alarm/drill-alarms.ts';
import { routingOf } from '../model/route/routing.ts';
import { alarm, notifierPorts, Recorder, receiver, run as runNotifier, snsBody } from '../test/notifier.ts';
import { type DrillRoad, drill } from './drill.ts';

const SECOND = 1_000;
const ALARM = drillAlarmOf('slack');

type State = 'ALARM' | 'OK';

/** What CloudWatch does once a state is set: the states that it tells, in batches as the queue brings them. */
type Publish = (state: State, times: number) => readonly (readonly State[])[];

const asSet: Publish = (state) => [[state]];

/** A drill over the notifier's own code. `skewMs`: how far CloudWatch's clock is behind the one of whoever drills. */
function setUp({ publish = asSet, skewMs = 0, isSent = true } = {}) {
  const slack = receiver('slack', { isSent });
  const recorder = new Recorder();
  const made = notifierPorts({
    receivers: [slack],
    routing: routingOf({ receivers: [slack] }),
    alarms: [...drillAlarmsOf(['slack']), alarm('vedette/quote/failed')] as Alarm[],
    send: recorder.send,
  });
  let times = 0;
  let last = 0;
  const tell = (batch: readonly State[]) =>
    runNotifier(
      made,
      ...batch.map((state) => {
        last = Math.max(last + 1, made.clock.now() - skewMs);
        return snsBody({ name: ALARM, state, at: last });
      }),
    );
  const road: DrillRoad = {
    store: made.store,
    clock: made.clock,
    close: async () => {},
    setState: async (_alarm, state) => {
      times += 1;
      for (const batch of publish(state, times)) await tell(batch);
    },
  };
  const { signal } = new AbortController();
  return {
    ...made,
    recorder,
    road,
    tell,
    drill: () => drill(slack, road, { timeoutMs: 20 * SECOND, signal }),
  };
}

const HOPS = ['alarm to SNS', 'SNS to notifier', 'notifier to receiver'];
const names = ['ALARM', 'OK'].flatMap((state) => HOPS.map((hop) => `${state}: ${hop}`));

test.each<[string, Parameters<typeof setUp>[0]]>([
  ['over the whole road', {}],
  ['with a clock that is ahead of CloudWatch', { skewMs: 30 * SECOND }],
  [
    'although CloudWatch takes the alarm back by itself',
    { publish: (state) => (state === 'ALARM' ? [['ALARM'], ['OK']] : []) },
  ],
  [
    'although CloudWatch takes the alarm back before anybody was told',
    { publish: (state, times) => (times === 1 ? [['ALARM', 'OK']] : [[state]]) },
  ],
])('%s: told, and its end', async (_sentence, options) => {
  const made = setUp(options);
  const { problem, hops } = await made.drill();
  expect(problem).toBeUndefined();
  expect(hops.map(({ name }) => name)).toEqual(names);
  expect(made.recorder.told).toEqual([`slack opened ${ALARM}`, `slack resolved ${ALARM}`]);
});

test('a receiver that the notifier does not send to: as far as the notifier', async () => {
  const { problem, hops } = await setUp({ isSent: false }).drill();
  expect(problem).toBeUndefined();
  expect(hops).toHaveLength(4);
});

test('one drill after another', async () => {
  const made = setUp();
  await made.drill();
  expect(await made.drill()).not.toHaveProperty('problem');
  expect(made.recorder.sent).toHaveLength(4);
});

test('while an earlier one is not over yet', async () => {
  const made = setUp();
  await made.tell(['ALARM']);
  expect(await made.drill()).toMatchObject({ hops: [], problem: expect.stringContaining('earlier drill') });
});

test('a receiver that fails: says why', async () => {
  const made = setUp();
  made.recorder.answer = () => ({ isTold: false, isUncertain: false, problem: 'token_revoked' });
  expect(await made.drill()).toMatchObject({
    problem: 'ALARM did not come from notifier to receiver in time: token_revoked',
  });
});

test('a message that does not come: says where to look', async () => {
  const { problem, hops } = await setUp({ publish: () => [] }).drill();
  expect(problem).toMatch(/^ALARM did not come from alarm to SNS in time; look at the alarm's history/);
  expect(hops.every(({ ms }) => ms === undefined)).toBe(true);
});

test('a state that cannot be set, and a table that cannot be read, are problems', async () => {
  const made = setUp();
  const fail = async () => Promise.reject(new Error('AccessDenied'));
  const { signal } = new AbortController();
  const over = (changes: Partial<DrillRoad>) =>
    drill(receiver('slack'), { ...made.road, ...changes }, { timeoutMs: SECOND, signal });
  expect(await over({ setState: fail })).toMatchObject({
    problem: expect.stringContaining('cannot be set: AccessDenied'),
  });
  expect(await over({ store: { ...made.store, get: fail } })).toMatchObject({
    problem: expect.stringContaining('cannot be read: AccessDenied'),
  });
});
