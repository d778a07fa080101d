import { describe, expect, it } from 'vitest';
import type { Store } from '../functions/notify/store.ts';
import { applySignal } from '../model/incident/incident.ts';
import type { Notice } from '../model/incident/notice.ts';
import type { Receiver } from '../model/receiver.ts';
import { virtualClock } from '../test/fakes/clock.ts';
import { FakeStore } from '../test/fakes/store.ts';
import { type DrillRoad, drill, drillAlarmOf } from './drill.ts';

const receiver: Receiver = {
  kind: 'slack',
  name: 'desk',
  spec: {},
  fallback: undefined,
  isSent: true,
  subscriptions: [],
  paceMs: 0,
};

const NAME = drillAlarmOf('desk');
const OPTIONS = { timeoutMs: 60_000, signal: new AbortController().signal };

/** How far the news comes on a road: to nowhere, to the notifier, to a receiver that refuses it, or the whole way. */
type Reach = 'nowhere' | 'notifier' | 'refused' | 'told';

function roadWith(reach: Partial<Record<'ALARM' | 'OK', Reach>>): DrillRoad & { readonly states: string[] } {
  const store = new FakeStore();
  const clock = virtualClock();
  const states: string[] = [];
  const setState = async (alarm: string, state: 'ALARM' | 'OK') => {
    states.push(`${alarm} ${state}`);
    const how = reach[state] ?? 'told';
    if (how === 'nowhere') return;
    const now = clock.now();
    const kept = await store.get<NonNullable<ReturnType<typeof applySignal>>>('incidents', NAME);
    const signal = {
      alarm: NAME,
      state,
      at: now,
      reason: '',
      cause: 'breached',
      description: '',
      arn: '',
    } as const;
    const rest = {
      labels: { severity: 'info' },
      via: [],
      hops: { publishedAt: now + 20, receivedAt: now + 50 },
    } as const;
    const incident = applySignal(kept?.value, { ...signal, ...rest });
    await store.put('incidents', NAME, incident, { version: kept?.version ?? 0 });
    if (how !== 'notifier' && incident) await tell(store, incident.id, state, how, now + 170);
  };
  return { store, clock, setState, states, close: async () => {} };
}

async function tell(store: Store, id: string, state: 'ALARM' | 'OK', how: Reach, at: number): Promise<void> {
  const entries = [{ key: NAME, id, state: state === 'ALARM' ? 'firing' : 'resolved' }];
  const pending = how === 'refused' ? { pending: { problem: 'token_revoked' } } : { toldAt: at };
  const shelf = state === 'OK' && how === 'told' ? 'history/desk' : 'notices/desk';
  const known = await store.get<Notice>(shelf, id);
  await store.put(shelf, id, { entries, ...pending }, { version: known?.version ?? 0 });
}

const hops = (how: 'ALARM' | 'OK', ...took: (number | undefined)[]) =>
  ['alarm to SNS', 'SNS to notifier', 'notifier to receiver']
    .slice(0, took.length)
    .map((name, index) => ({ name: `${how}: ${name}`, ms: took[index] }));

describe('a drill', () => {
  it('says how long each stretch took, to the alarm and back', async () => {
    const road = roadWith({});
    expect(await drill(receiver, road, OPTIONS)).toEqual({
      receiver: 'desk',
      hops: [...hops('ALARM', 20, 30, 120), ...hops('OK', 20, 30, 120)],
    });
    expect(road.states).toEqual([`${NAME} ALARM`, `${NAME} OK`]);
  });

  it.each<[sentence: string, Reach, RegExp, (number | undefined)[]]>([
    [
      'that comes nowhere says so',
      'nowhere',
      /^ALARM did not come from alarm to SNS in time; look at .*key/,
      [undefined, undefined, undefined],
    ],
    [
      'that is not told says so',
      'notifier',
      /^ALARM did not come from notifier to receiver in time; look at the log/,
      [20, 30, undefined],
    ],
    ['that is refused says why', 'refused', /in time: token_revoked$/, [20, 30, undefined]],
  ])('%s, and is ended all the same', async (_sentence, reach, problem, took) => {
    const road = roadWith({ ALARM: reach, OK: reach });
    const drilled = await drill(receiver, road, OPTIONS);
    expect(drilled.problem).toMatch(problem);
    expect(drilled.hops.slice(0, 3)).toEqual(hops('ALARM', ...took));
    expect(road.states).toHaveLength(2);
  });

  it('that ends well but whose end is not told is a problem', async () => {
    const { problem } = await drill(receiver, roadWith({ OK: 'notifier' }), OPTIONS);
    expect(problem).toMatch(/^OK did not come/);
  });

  it('of a receiver that SNS alone speaks to ends at the notifier', async () => {
    const road = roadWith({ ALARM: 'notifier', OK: 'notifier' });
    const drilled = await drill({ ...receiver, isSent: false }, road, OPTIONS);
    expect(drilled).toEqual({ receiver: 'desk', hops: [...hops('ALARM', 20, 30), ...hops('OK', 20, 30)] });
  });

  it('is not taken in by the incident of an earlier one', async () => {
    const road = roadWith({ ALARM: 'nowhere', OK: 'nowhere' });
    const old = applySignal(undefined, {
      alarm: NAME,
      state: 'ALARM',
      at: road.clock.now() - 1,
      reason: '',
      cause: 'breached',
      description: '',
      arn: '',
      labels: { severity: 'info' },
      via: [],
      hops: { publishedAt: 1, receivedAt: 2 },
    });
    await road.store.put('incidents', NAME, old, { version: 0 });
    expect((await drill(receiver, road, OPTIONS)).problem).toMatch(/^ALARM did not come from alarm to SNS/);
  });

  it('says when the state cannot be set', async () => {
    const road = { ...roadWith({}), setState: () => Promise.reject(new Error('ResourceNotFound')) };
    const { problem, hops } = await drill(receiver, road, OPTIONS);
    expect([problem, hops]).toEqual(["the alarm's state cannot be set: ResourceNotFound", []]);
  });
});
