import { describe, expect, test } from 'vitest';
import type { Incident } from '../../model/incident/incident.ts';
import type { Notice } from '../../model/incident/notice.ts';
import { FakeAlarms } from '../../test/fakes/alarms.ts';
import { virtualClock } from '../../test/fakes/clock.ts';
import { FakeStore } from '../../test/fakes/store.ts';
import {
  alarm,
  memorySink,
  notifierPorts,
  QUEUE,
  Recorder,
  receiver,
  run,
  snsBody,
  toAll,
} from '../../test/notifier.ts';
import { watchedSecrets } from '../platform/secrets.ts';
import { encodeWake } from './messages/message.ts';
import type { Outcome, Send } from './sender.ts';
import type { Shelf, Store } from './store.ts';

const ALARM = 'vedette/quote/failed';
const SECOND = 1_000;
const MINUTE = 60_000;

function setup(options: Partial<Parameters<typeof notifierPorts>[0]> = {}) {
  const recorder = new Recorder();
  const slack = receiver('slack');
  const made = notifierPorts({
    receivers: [slack],
    alarms: [alarm(ALARM), alarm('vedette/quote/part', 'critical', { isTold: false })],
    send: recorder.send,
    ...options,
  });
  const pass = (ms: number) => made.clock.sleep(ms, new AbortController().signal);
  const now = made.clock.now();
  const fire = (at = now, name = ALARM) => snsBody({ name, state: 'ALARM', at });
  const end = (at: number, name = ALARM) => snsBody({ name, state: 'OK', at });
  const wakes = () =>
    made.fakeSqs.in(QUEUE).map(({ MessageBody, DelaySeconds }) => [MessageBody, DelaySeconds]);
  return { ...made, recorder, pass, now, fire, end, wakes };
}

/** Lets time pass as a deployment does: a wake each second. */
async function live(made: ReturnType<typeof setup>, seconds: number, ...receivers: string[]) {
  for (let second = 0; second < seconds; second++) {
    await made.pass(SECOND);
    await run(made, ...receivers.map(encodeWake));
  }
}

const refused = (changes: Partial<Extract<Outcome, { isTold: false }>> = {}): Outcome => ({
  isTold: false,
  problem: 'HTTP 500',
  isUncertain: false,
  ...changes,
});

describe('an alarm', () => {
  test('is told when it begins and when it is over, and then is history', async () => {
    const made = setup();
    const { store, recorder, now } = made;
    expect(await run(made, made.fire())).toEqual([]);
    await made.pass(MINUTE);
    expect(await run(made, made.end(now + MINUTE))).toEqual([]);
    expect(recorder.told).toEqual([`slack opened ${ALARM}`, `slack resolved ${ALARM}`]);
    expect(await store.list('notices/slack')).toEqual([]);
    expect(await store.list<Notice>('history/slack')).toMatchObject([
      { value: { entries: [{ state: 'resolved' }] } },
    ]);
  });

  test('keeps when its message was where, and what the receiver gave', async () => {
    const made = setup();
    made.recorder.answer = () => ({ isTold: true, ref: { ts: '1.2' } });
    await run(made, made.fire(made.now - 300));
    const [incident] = await made.store.list<Incident>('incidents');
    expect(incident?.value.hops).toEqual({ publishedAt: made.now - 50, receivedAt: made.now });
    const [notice] = await made.store.list<Notice>('notices/slack');
    expect(notice?.value).toMatchObject({ ref: { ts: '1.2' }, toldAt: made.now });
    expect(notice?.value.pending).toBeUndefined();
  });

  test('that comes by three topics is read once and written once', async () => {
    const calls: string[] = [];
    const store = new FakeStore();
    const counted = {
      ...store,
      get: (shelf: Shelf, id: string) => {
        calls.push(`get ${shelf}`);
        return store.get(shelf, id);
      },
      put: (...args: Parameters<Store['put']>) => {
        calls.push(`put ${args[0]}`);
        return store.put(...args);
      },
    };
    const made = setup({ store: counted as Store });
    await run(made, made.fire(), made.fire(), made.fire());
    expect(calls.filter((call) => call.endsWith(' incidents'))).toEqual(['get incidents', 'put incidents']);
  });

  test.each([
    ['that nobody is told of', 'vedette/quote/part', 'ALARM' as const, 0],
    ['that is over without having begun', ALARM, 'OK' as const, 0],
    ['without data', ALARM, 'INSUFFICIENT_DATA' as const, 0],
    ['that comes more than an hour late', ALARM, 'ALARM' as const, 61 * MINUTE],
  ])('%s says nothing', async (_sentence, name, state, late) => {
    const made = setup();
    expect(await run(made, snsBody({ name, state, at: made.now - late }))).toEqual([]);
    expect(made.recorder.told).toEqual([]);
  });

  test('that no definition names goes to whose topic it was published to', async () => {
    const receivers = [receiver('slack'), receiver('ops')];
    const made = setup({ receivers });
    await run(made, snsBody({ name: 'theirs', state: 'ALARM', at: made.now, via: 'ops' }));
    expect(made.recorder.told).toEqual(['ops opened theirs']);
    expect(made.recorder.sent[0]?.incidents[0]?.incident.labels).toEqual({
      severity: 'warning',
      alarm: 'theirs',
    });
  });

  test('of others, that comes more than an hour late, is told: reconcile does not look for those', async () => {
    const made = setup();
    await run(made, made.fire(made.now - 61 * MINUTE, 'theirs'));
    expect(made.recorder.told).toEqual(['slack opened theirs']);
  });

  test('that begins anew before its end was told: its end is told as it was', async () => {
    const made = setup();
    await run(made, made.fire());
    made.recorder.answer = () => refused();
    await made.pass(MINUTE);
    await run(made, made.end(made.now + SECOND), made.fire(made.now + 2 * SECOND));
    made.recorder.answer = () => ({ isTold: true });
    made.recorder.sent.length = 0;
    await live(made, 5, 'slack');
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`, `slack resolved ${ALARM}`]);
    expect(made.recorder.sent[1]?.incidents[0]?.incident).toMatchObject({
      state: 'resolved',
      resolvedAt: made.now + SECOND,
    });
  });
});

describe('a composite', () => {
  const PARTS = ['vedette/quote/part-1', 'vedette/quote/part-2'] as const;
  const NO_DATA =
    'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].';
  const BAD =
    'Threshold Crossed: 1 out of the last 3 datapoints [1.0 (21/11/26 11:59:00)] was greater than the threshold (0.0).';

  function composite() {
    const cloudwatch = new FakeAlarms();
    const inner = alarm('vedette/quote/inner', 'critical', {
      isTold: false,
      rule: { atLeast: 1, of: PARTS },
    });
    const outer = alarm(ALARM, 'critical', {
      rule: { all: [{ inAlarm: inner.name }, { not: { inAlarm: 'vedette/other' } }] },
    });
    return { ...setup({ cloudwatch, alarms: [outer, inner] }), cloudwatch };
  }

  const fired = async (made: ReturnType<typeof composite>) => {
    await run(made, made.fire());
    const [incident] = await made.store.list<Incident>('incidents');
    return [incident?.value.cause, incident?.value.reason];
  };

  test.each([
    ['nothing was measured', [NO_DATA, NO_DATA], ['missing', NO_DATA]],
    ['something bad was measured', [NO_DATA, BAD], ['breached', BAD]],
  ])('fires because %s, as its parts say', async (_sentence, reasons, expected) => {
    const made = composite();
    for (const [index, reason] of reasons.entries()) {
      made.cloudwatch.alarms.set(PARTS[index] ?? '', { state: 'ALARM', at: made.now, reason });
    }
    made.cloudwatch.alarms.set('vedette/other', { state: 'ALARM', at: made.now, reason: BAD });
    expect(await fired(made)).toEqual(expected);
    expect(made.cloudwatch.calls.map(({ AlarmNames }) => AlarmNames)).toEqual([PARTS]);
  });

  test.each(['throttle', 'hang'] as const)(
    'is told all the same when CloudWatch does not say why (%s)',
    async (step) => {
      const made = composite();
      made.cloudwatch.script.always(step);
      expect((await fired(made))[0]).toBe('breached');
      expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
      expect(made.clock.now() - made.now).toBe(step === 'hang' ? 2_000 : 0);
    },
  );
});

describe('messages', () => {
  test('of which one in ten is poison: only that one comes again, the others are told once', async () => {
    const names = Array.from({ length: 90 }, (_, index) => `vedette/c${index}/failed`);
    const made = setup({ alarms: names.map((name) => alarm(name)) });
    const poison = [
      '',
      '{',
      'null',
      '[]',
      '{"wake":[1]}',
      '{"Type":"Notification","Message":"{}"}',
      'x'.repeat(262_144),
      '['.repeat(100_000),
      '{"Type":"Notification","Message":7}',
      '"text"',
    ];
    const bodies = names.flatMap((name, index) =>
      index % 9 === 0 ? [poison[index / 9] ?? '', made.fire(made.now, name)] : [made.fire(made.now, name)],
    );
    const failed = await run(made, ...bodies);
    expect(failed.map(({ body }) => body)).toEqual(poison);
    const told = made.recorder.sent.flatMap(({ incidents }) =>
      incidents.map(({ incident }) => incident.alarm),
    );
    expect(told.sort()).toEqual([...names].sort());
  });

  test('come again while the store is away, and nothing is lost', async () => {
    const store = new FakeStore();
    let isAway = true;
    const away = async () => {
      throw new Error('no route to host');
    };
    const made = setup({
      store: {
        list: (shelf) => (isAway ? away() : store.list(shelf)),
        get: (shelf, id) => (isAway ? away() : store.get(shelf, id)),
        put: (...args) => (isAway ? away() : store.put(...args)),
        remove: (...args) => (isAway ? away() : store.remove(...args)),
      },
    });
    const failed = await run(made, made.fire());
    expect(failed).toHaveLength(1);
    expect(made.wakes()).toEqual([[encodeWake('slack'), 5]]);
    isAway = false;
    expect(await run(made, made.fire())).toEqual([]);
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
  });

  test('the same one in 50 handlers at once, and again after an hour: told once', async () => {
    const made = setup();
    await Promise.all(Array.from({ length: 50 }, () => run(made, made.fire())));
    await made.pass(59 * MINUTE);
    await run(made, made.fire());
    await made.pass(2 * MINUTE);
    await run(made, made.fire());
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
    expect(await made.store.list('incidents')).toHaveLength(1);
  });

  test('that wake one receiver leave the others alone', async () => {
    const receivers = [receiver('slack'), receiver('pagerduty')];
    const made = setup({ receivers });
    await run(made, encodeWake('pagerduty'), encodeWake('nobody'));
    expect((await made.store.list('lanes')).map(({ id }) => id)).toEqual(['pagerduty']);
  });
});

describe('transitions in every order', () => {
  const states = ['ALARM', 'OK', 'ALARM', 'INSUFFICIENT_DATA', 'OK', 'ALARM'] as const;
  const permutations = <Item>(items: readonly Item[]): Item[][] =>
    items.length < 2
      ? [[...items]]
      : items.flatMap((item, index) =>
          permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
        );

  test.each([
    ['firing at the end', states],
    ['over at the end', states.slice(0, 5)],
  ])(
    '%s: what is told is what is so',
    async (_sentence, sequence) => {
      for (const order of permutations([...sequence.keys()])) {
        const made = setup();
        for (const index of order) {
          const at = made.now - SECOND + index;
          await run(made, snsBody({ name: ALARM, state: sequence[index] ?? 'OK', at }));
        }
        const open = await made.store.list<Notice>('notices/slack');
        const [incident] = await made.store.list<Incident>('incidents');
        const isFiring = sequence.length === 6;
        expect([order, incident?.value.state]).toEqual([order, isFiring ? 'firing' : 'resolved']);
        expect(open.map(({ value }) => value.entries[0]?.id)).toEqual(isFiring ? [incident?.value.id] : []);
      }
    },
    60_000,
  );
});

describe('a receiver', () => {
  test('that is down for an hour has everything within a minute of its recovery', async () => {
    const made = setup();
    made.recorder.answer = () => refused();
    await run(made, made.fire());
    await live(made, 3_600, 'slack');
    const attempts = made.recorder.sent.length;
    expect(attempts).toBeGreaterThan(100);
    made.recorder.answer = () => ({ isTold: true });
    made.recorder.sent.length = 0;
    await live(made, 31, 'slack');
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
    expect(made.recorder.sent[0]?.notice.pending?.attempts).toBe(attempts + 1);
  }, 30_000);

  test('is woken for when its next attempt is due', async () => {
    const made = setup();
    made.recorder.answer = () => refused();
    await run(made, made.fire());
    expect(made.wakes()).toEqual([[encodeWake('slack'), 2]]);
  });

  test.each([
    ['1 s', SECOND],
    ['30 s', 30 * SECOND],
    ['an hour', 3_600 * SECOND],
  ])(
    'that asks for %s has nothing sent before, whatever happens, and everything then',
    async (_sentence, ms) => {
      const other = 'vedette/order/failed';
      const made = setup({ alarms: [alarm(ALARM), alarm(other)] });
      made.recorder.answer = () => refused({ retryAfterMs: ms });
      await run(made, made.fire());
      made.recorder.answer = () => ({ isTold: true });
      await run(made, made.fire(made.now - 10, other));
      await live(made, ms / SECOND, 'slack');
      expect(made.recorder.told.slice(1).sort()).toEqual([`slack opened ${other}`, `slack opened ${ALARM}`]);
      expect(made.recorder.sent[1]?.at).toBe(made.now + ms);
      expect(made.recorder.sent).toHaveLength(3);
    },
    30_000,
  );

  test('has its pace: no two sends begin closer together, over turns as well', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `vedette/c${index}/failed`);
    const slack = receiver('slack', { paceMs: SECOND });
    const times: number[] = [];
    const clock = virtualClock();
    const made = setup({
      clock,
      receivers: [slack],
      // Alone in its group and far apart, so that no digest is made of them.
      routing: toAll([slack], {}),
      alarms: names.map((name) => alarm(name)),
    });
    made.recorder.answer = () => {
      times.push(clock.now());
      return { isTold: true };
    };
    for (const chunk of [0, 1, 2, 3, 4]) {
      await run(made, ...names.slice(chunk * 8, chunk * 8 + 8).map((name) => made.fire(made.now, name)));
    }
    await live(made, 60, 'slack');
    expect(times).toHaveLength(40);
    for (const [index, time] of times.entries()) {
      if (index > 0) expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(SECOND);
    }
  });

  test('that hangs, and heeds no signal, does not hold up another one', async () => {
    const clock = virtualClock();
    const at: Record<string, number> = {};
    const made = setup({ clock, receivers: [receiver('slack'), receiver('pagerduty')] });
    made.recorder.answer = ({ notice }) => {
      if (notice.receiver === 'slack') return new Promise(() => {});
      at[notice.receiver] = clock.now() - made.now;
      return { isTold: true };
    };
    await run(made, made.fire());
    expect(at).toEqual({ pagerduty: 0 });
    const [notice] = await made.store.list<Notice>('notices/slack');
    expect(notice?.value.pending).toMatchObject({ isUncertain: true, problem: 'no answer within 10s' });
  });

  test('whose sender throws is tried again, and may have been told', async () => {
    const made = setup();
    made.recorder.answer = () => {
      throw new Error('bug');
    };
    await run(made, made.fire());
    made.recorder.answer = () => ({ isTold: true });
    await live(made, 3, 'slack');
    expect(made.recorder.sent.map(({ notice }) => notice.pending?.isUncertain)).toEqual([false, true]);
  });

  test('that takes a message and then answers 500 is told with the same id until it is known', async () => {
    const made = setup();
    const known = new Set<string>();
    made.recorder.answer = ({ notice }) => {
      known.add(notice.id);
      return made.recorder.sent.length < 4 ? refused({ isUncertain: true }) : { isTold: true };
    };
    await run(made, made.fire());
    await live(made, 30, 'slack');
    expect(made.recorder.sent.map(({ notice }) => notice.pending?.isUncertain)).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(new Set(made.recorder.sent.map(({ id }) => id)).size).toBe(1);
    expect(known.size).toBe(1);
  });

  test('that keeps failing is told by its fallback, which hears why, and also hears the end', async () => {
    const receivers = [receiver('slack', { fallback: 'pagerduty' }), receiver('pagerduty')];
    const made = setup({ receivers, routing: toAll(receivers.slice(0, 1)) });
    made.recorder.answer = ({ notice }) => (notice.receiver === 'slack' ? refused() : { isTold: true });
    await run(made, made.fire());
    await live(made, 119, 'slack', 'pagerduty');
    expect(made.recorder.told).not.toContain(`pagerduty opened ${ALARM}`);
    await live(made, 3, 'slack', 'pagerduty');
    const instead = made.recorder.sent.find(({ notice }) => notice.receiver === 'pagerduty');
    expect(instead?.notice.note).toBe('slack keeps failing: HTTP 500');
    await run(made, made.end(made.clock.now()));
    expect(made.recorder.told.filter((one) => one.startsWith('pagerduty'))).toEqual([
      `pagerduty opened ${ALARM}`,
      `pagerduty resolved ${ALARM}`,
    ]);
  });

  test('is counted: what it took, and what it did not', async () => {
    const sink = memorySink();
    const made = setup({ sink });
    made.recorder.answer = () => (made.recorder.sent.length === 1 ? refused() : { isTold: true });
    await run(made, made.fire());
    await live(made, 3, 'slack');
    const dimensions = { Receiver: 'slack' };
    expect(sink.datums).toMatchObject([
      { metric: 'delivered', value: 0, dimensions },
      { metric: 'deliveryFailed', value: 1, dimensions },
      // A turn that comes before it may be tried again.
      { metric: 'delivered', value: 0, dimensions },
      { metric: 'deliveryFailed', value: 1, dimensions },
      { metric: 'delivered', value: 1, dimensions },
      { metric: 'deliveryFailed', value: 0, dimensions },
    ]);
  });
});

test('a secret that a sender has read is nowhere in the log and the store, whatever the sender does with it', async () => {
  const SECRET = 'xoxb-planted-0123456789';
  const made = setup();
  const { secrets, redact } = watchedSecrets(async () => SECRET);
  const ways: (() => Outcome)[] = [
    () => refused({ problem: `HTTP 500 from https://hooks.example.com/${SECRET}` }),
    () => {
      throw new Error(`invalid header: Bearer ${SECRET}`);
    },
  ];
  for (const way of ways) {
    const send: Send = async (_delivery, _receiver, ports) => {
      await ports.secrets('slack/token');
      return way();
    };
    await run(
      { ...made, redact, loadSend: async () => send, sender: { ...made.sender, secrets } },
      made.fire(),
    );
    await made.pass(MINUTE);
  }
  const kept = await Promise.all([made.store.list('notices/slack'), made.store.list('lanes')]);
  const written = JSON.stringify([made.log.lines, kept]);
  expect(written.match(/\[redacted\]/g)?.length).toBeGreaterThan(2);
  expect(written).not.toContain(SECRET);
});

describe('a turn', () => {
  test('finds the lane taken, and asks for another look soon', async () => {
    const made = setup();
    await made.store.put('lanes', 'slack', { leasedUntil: made.now + 30_000, notBefore: 0 }, { version: 0 });
    await run(made, made.fire());
    expect(made.recorder.told).toEqual([]);
    expect(made.wakes()).toEqual([[encodeWake('slack'), 2]]);
  });

  test('asks for no second wake while an earlier one comes soon enough', async () => {
    const slack = receiver('slack');
    const made = setup({ routing: toAll([slack], { groupWaitMs: 20_000 }) });
    await run(made, made.fire());
    await run(made, made.fire());
    await made.pass(SECOND);
    await run(made, encodeWake('slack'));
    expect(made.wakes()).toEqual([[encodeWake('slack'), 20]]);
  });

  test('does not go round for a reminder that has to keep quiet', async () => {
    const slack = receiver('slack');
    const rules = toAll([slack], { repeatMs: MINUTE });
    let isQuiet = false;
    const routing = {
      ...rules,
      inhibition: () => () => (isQuiet ? { severity: 'critical' as const } : undefined),
    };
    const made = setup({ routing });
    await run(made, made.fire());
    isQuiet = true;
    await made.pass(2 * MINUTE);
    const before = made.wakes().length;
    await run(made, encodeWake('slack'));
    expect(made.wakes()).toHaveLength(before);
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
  });

  test('leaves what it has no time for to the next one, which comes as soon as it may', async () => {
    const slack = receiver('slack', { paceMs: 4 * SECOND });
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `vedette/${name}/failed`);
    const made = setup({ receivers: [slack], alarms: names.map((name) => alarm(name)) });
    await run(made, ...names.map((name) => made.fire(made.now, name)));
    expect(made.recorder.sent).toHaveLength(4);
    expect(made.clock.now()).toBe(made.now + 12 * SECOND);
    expect(made.wakes()).toEqual([[encodeWake('slack'), 4]]);
    await live(made, 5, 'slack');
    expect(made.recorder.sent).toHaveLength(5);
  });
});
