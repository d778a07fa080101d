import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmState } from '../../model/evaluation/points.ts';
import type { Notice } from '../../model/incident/notice.ts';
import { virtualClock } from '../../test/fakes/clock.ts';
import { FakeStore } from '../../test/fakes/store.ts';
import { alarm, notifierPorts, receiver, run, snsBody } from '../../test/notifier.ts';
import type { Delivery, Send } from './sender.ts';
import type { Store } from './store.ts';

const NAMES = ['vedette/a/failed', 'vedette/b/failed'] as const;
const RECEIVERS = [receiver('slack'), receiver('pagerduty')];

/** A message: which transition it tells, and what happens to it on its way. */
interface Sent {
  readonly alarm: 0 | 1;
  readonly state: AlarmState;
  /** Which handler has it, and which one has it once more. */
  readonly handlers: readonly number[];
}

/** What becomes of a send. `mute`: it arrives, and its answer does not. */
type Fate = 'taken' | 'refused' | 'mute';

const schedule = fc.record({
  sent: fc.array(
    fc.record<Sent>({
      alarm: fc.constantFrom(0, 1),
      state: fc.constantFrom('ALARM', 'ALARM', 'OK', 'OK', 'INSUFFICIENT_DATA'),
      handlers: fc.array(fc.nat(7), { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  /** How many other things happen before each call of the store comes back. */
  ticks: fc.array(fc.nat(3), { minLength: 1, maxLength: 16 }),
  /** How many seconds pass before each handler begins. */
  pauses: fc.array(fc.nat(2), { minLength: 8, maxLength: 8 }),
  fates: fc.array(fc.constantFrom<Fate>('taken', 'taken', 'taken', 'refused', 'mute'), { maxLength: 6 }),
});

type Schedule = typeof schedule extends fc.Arbitrary<infer Value> ? Value : never;

/** A store whose calls come back when others have been made in between. */
function slowly(store: Store, ticks: readonly number[]): Store {
  let call = 0;
  const slow = async <Value>(made: Promise<Value>): Promise<Value> => {
    const wait = ticks[call++ % ticks.length] ?? 0;
    for (let tick = 0; tick < wait; tick++) await null;
    return made;
  };
  return {
    list: (shelf) => slow(store.list(shelf)),
    get: (shelf, id) => slow(store.get(shelf, id)),
    put: (...args) => slow(store.put(...args)),
    remove: (...args) => slow(store.remove(...args)),
  };
}

/** Receivers that know a delivery when they see it again, and keep what people were told. */
function people(fates: readonly Fate[]) {
  const seen = new Set<string>();
  const told: Delivery[] = [];
  let count = 0;
  const send: Send = async (delivery) => {
    const fate = fates[count++] ?? 'taken';
    const isAgain = Boolean(delivery.notice.pending?.isUncertain) && seen.has(delivery.id);
    if (fate !== 'refused' && !isAgain) told.push(delivery);
    if (fate !== 'refused') seen.add(delivery.id);
    if (fate === 'taken') return { isTold: true };
    return { isTold: false, problem: fate, isUncertain: fate === 'mute' };
  };
  return { send, told };
}

async function play({ sent, ticks, pauses, fates }: Schedule) {
  const clock = virtualClock();
  const store = new FakeStore();
  const { send, told } = people(fates);
  const alarms = NAMES.map((name) => alarm(name));
  const common = { clock, receivers: RECEIVERS, alarms, send };
  const start = clock.now() - 1_000;
  const bodies = sent.map(({ alarm, state }, index) =>
    snsBody({ name: NAMES[alarm], state, at: start + index }),
  );
  const handlers = pauses.map(async (seconds, handler) => {
    await clock.sleep(seconds * 1_000, new AbortController().signal);
    const own = bodies.filter((_body, index) => sent[index]?.handlers.includes(handler));
    if (own.length > 0) await run(notifierPorts({ ...common, store: slowly(store, ticks) }), ...own);
  });
  await Promise.all(handlers);
  for (let round = 0; round < 8; round++) {
    await clock.sleep(31_000, new AbortController().signal);
    await run(notifierPorts({ ...common, store }), '{"wake":["slack","pagerduty"]}');
  }
  return { told, store };
}

/** What is so, by the times of the transitions and nothing else. */
const isFiring = (sent: readonly Sent[], name: 0 | 1): boolean =>
  sent.filter(({ alarm, state }) => alarm === name && state !== 'INSUFFICIENT_DATA').at(-1)?.state ===
  'ALARM';

/** What a receiver's people believe to fire, and whether they were ever told the same state of an incident twice. */
function beliefs(told: readonly Delivery[], name: string) {
  const believed = new Map<string, { key: string; state: string }>();
  let twice = 0;
  for (const { notice } of told.filter((one) => one.notice.receiver === name)) {
    const news = notice.entries.filter(({ id, state }) => believed.get(id)?.state !== state);
    if (news.length === 0) twice++;
    for (const { id, key, state } of notice.entries) believed.set(id, { key, state });
  }
  const firing = [...believed.values()].filter(({ state }) => state === 'firing').map(({ key }) => key);
  return { firing: firing.sort(), twice };
}

describe('ALARM, OK, INSUFFICIENT_DATA, duplicated, delayed and reordered, among handlers and failing receivers', () => {
  test('10,000 times: what people believe is what is so, and nobody is told a state twice', async () => {
    let deliveries = 0;
    const holds = fc.asyncProperty(schedule, async (made) => {
      const { told, store } = await play(made);
      deliveries += told.length;
      const truth = NAMES.filter((_name, index) => isFiring(made.sent, index as 0 | 1));
      for (const { name } of RECEIVERS) {
        expect(beliefs(told, name)).toEqual({ firing: truth, twice: 0 });
        const open = await store.list<Notice>(`notices/${name}`);
        expect(open.map(({ value }) => value.pending)).toEqual(truth.map(() => undefined));
      }
    });
    await fc.assert(holds, { numRuns: 10_000, seed: 4 });
    expect(deliveries).toBeGreaterThan(10_000);
  }, 120_000);
});
