import { describe, expect, test } from 'vitest';
import type { Notice, NoticeEvent } from '../../model/incident/notice.ts';
import { virtualClock } from '../../test/fakes/clock.ts';
import { FakeSqs } from '../../test/fakes/sqs.ts';
import { FakeStore } from '../../test/fakes/store.ts';
import {
  alarm,
  forgetfulSink,
  type NotifierOptions,
  noFacts,
  notifierPorts,
  QUEUE,
  receiver,
  run,
  snsBody,
} from '../../test/notifier.ts';
import type { Outcome, Send } from './sender.ts';

const ALARM = 'vedette/quote/failed';
const LEASE_OVER_MS = 31_000;

/** Whether the process ends as a call begins, or once it has had its effect. */
type When = 'before' | 'after';

/** The calls of a process that is killed at the n-th of them: neither that one nor any later one comes back. */
class Doomed {
  calls = 0;
  readonly killed: Promise<'killed'>;
  #kill: (what: 'killed') => void = () => {};
  readonly #at: number;
  readonly #when: When;

  constructor(at: number, when: When) {
    this.#at = at;
    this.#when = when;
    this.killed = new Promise((resolve) => {
      this.#kill = resolve;
    });
  }

  wrap<Args extends unknown[], Value>(call: (...args: Args) => Promise<Value>) {
    return async (...args: Args): Promise<Value> => {
      this.calls++;
      const isLast = this.calls === this.#at;
      if (this.calls > this.#at || (isLast && this.#when === 'before')) return this.#die();
      const value = await call(...args);
      return isLast ? this.#die() : value;
    };
  }

  /** Wraps every method of a port. */
  all<Port extends object>(port: Port): Port {
    const entries = Object.entries(port).map(([name, method]) => [
      name,
      typeof method === 'function' ? this.wrap(method) : method,
    ]);
    return Object.fromEntries(entries) as Port;
  }

  #die(): Promise<never> {
    this.#kill('killed');
    return new Promise(() => {});
  }
}

/** What a receiver has made of what it was sent. */
interface Witness {
  readonly send: Send;
  /** How often it has told people of each event. */
  readonly people: NoticeEvent[];
}

/** Has a deduplication key, as PagerDuty: an event that it knows of a notice says nothing anew. */
function withKey(): Witness {
  const known = new Set<string>();
  const people: NoticeEvent[] = [];
  return {
    people,
    send: async ({ notice, event }) => {
      const isNew = !known.has(`${notice.id} ${event}`);
      known.add(`${notice.id} ${event}`);
      if (isNew) people.push(event);
      return { isTold: true };
    },
  };
}

/** Has none, but can be asked what it has, as Slack. */
function thatCanBeAsked(): Witness {
  const has = new Map<string, NoticeEvent>();
  const people: NoticeEvent[] = [];
  return {
    people,
    send: async ({ notice, event }) => {
      if (notice.pending?.isUncertain && has.get(notice.id) === event) return { isTold: true };
      has.set(notice.id, event);
      people.push(event);
      return { isTold: true };
    },
  };
}

/** Can do neither, as e-mail. */
function thatCannotTell(): Witness {
  const people: NoticeEvent[] = [];
  const send: Send = async ({ event }): Promise<Outcome> => {
    people.push(event);
    return { isTold: true };
  };
  return { people, send };
}

const WITNESSES = { withKey, thatCanBeAsked, thatCannotTell } as const;

/** One notifier after another on the same store; the first one is killed. Returns what it had called. */
async function play(kind: keyof typeof WITNESSES, event: 'opened' | 'resolved', at: number, when: When) {
  const witness = WITNESSES[kind]();
  const clock = virtualClock();
  const store = new FakeStore();
  const sqs = new FakeSqs();
  const options: NotifierOptions = {
    clock,
    store,
    sqs,
    receivers: [receiver(kind)],
    alarms: [alarm(ALARM)],
    send: witness.send,
  };
  const start = clock.now();
  const fire = snsBody({ name: ALARM, state: 'ALARM', at: start });
  const end = snsBody({ name: ALARM, state: 'OK', at: start + 1 });
  if (event === 'resolved') await run(notifierPorts(options), fire);
  const doomed = new Doomed(at, when);
  const fated = notifierPorts({
    ...options,
    store: doomed.all({
      list: store.list,
      get: store.get,
      put: store.put,
      remove: store.remove,
    }) as FakeStore,
    sqs: doomed.all({ sendMessageBatch: sqs.sendMessageBatch, getQueueAttributes: sqs.getQueueAttributes }),
    sink: doomed.all(forgetfulSink),
    facts: { ...noFacts, of: doomed.wrap(noFacts.of) },
    send: doomed.wrap(witness.send),
  });
  const body = event === 'opened' ? fire : end;
  const fate = await Promise.race([run(fated, body).then(() => 'lived' as const), doomed.killed]);
  await clock.sleep(LEASE_OVER_MS, new AbortController().signal);
  // SQS brings again what nobody has taken.
  await run(notifierPorts(options), body);
  const open = await store.list<Notice>(`notices/${kind}`);
  return { fate, calls: doomed.calls, people: witness.people, open, wakes: sqs.in(QUEUE) };
}

const CASES = (Object.keys(WITNESSES) as (keyof typeof WITNESSES)[]).flatMap((kind) =>
  (['opened', 'resolved'] as const).flatMap((event) =>
    (['before', 'after'] as const).map((when) => [kind, event, when] as const),
  ),
);

describe('a notifier that is killed at any one of its calls', () => {
  test.each(CASES)('%s, %s, %s the call: nothing is lost', async (kind, event, when) => {
    const expected = event === 'opened' ? ['opened'] : ['opened', 'resolved'];
    let at = 1;
    for (; ; at++) {
      const { fate, people, open } = await play(kind, event, at, when);
      if (fate === 'lived') break;
      const once = kind === 'thatCannotTell' ? [...new Set(people)] : people;
      expect([at, once]).toEqual([at, expected]);
      expect([at, people.length]).toEqual([at, expect.toSatisfy((count) => count <= expected.length + 1)]);
      expect([at, open.length, open.filter(({ value }) => value.pending)]).toEqual([
        at,
        event === 'opened' ? 1 : 0,
        [],
      ]);
    }
    // Read and write the incident; take the lease; read three shelves, twice; two writes and a send; give it back; count.
    expect(at).toBeGreaterThan(12);
  });
});
