import { describe, expect, test } from 'vitest';
import type { Incident } from '../../model/incident/incident.ts';
import type { Notice } from '../../model/incident/notice.ts';
import { FakeAlarms } from '../../test/fakes/alarms.ts';
import { FakeStore } from '../../test/fakes/store.ts';
import {
  ALARM,
  alarm,
  live,
  MINUTE,
  receiver,
  refused,
  run,
  SECOND,
  setUp,
  snsBody,
} from '../../test/notifier.ts';
import { encodeWake } from './messages/message.ts';
import type { Shelf, Store } from './store.ts';

describe('an alarm', () => {
  test('is told when it begins and when it is over, and then is history', async () => {
    const made = setUp();
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
    const made = setUp();
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
    const made = setUp({ store: counted as Store });
    await run(made, made.fire(), made.fire(), made.fire());
    expect(calls.filter((call) => call.endsWith(' incidents'))).toEqual(['get incidents', 'put incidents']);
  });

  test.each([
    ['that nobody is told of', 'vedette/quote/part', 'ALARM' as const, 0],
    ['that is over without having begun', ALARM, 'OK' as const, 0],
    ['without data', ALARM, 'INSUFFICIENT_DATA' as const, 0],
    ['that comes more than an hour late', ALARM, 'ALARM' as const, 61 * MINUTE],
  ])('%s says nothing', async (_sentence, name, state, late) => {
    const made = setUp();
    expect(await run(made, snsBody({ name, state, at: made.now - late }))).toEqual([]);
    expect(made.recorder.told).toEqual([]);
  });

  test('that no definition names goes to whose topic it was published to', async () => {
    const receivers = [receiver('slack'), receiver('ops')];
    const made = setUp({ receivers });
    await run(made, snsBody({ name: 'theirs', state: 'ALARM', at: made.now, via: 'ops' }));
    expect(made.recorder.told).toEqual(['ops opened theirs']);
    expect(made.recorder.sent[0]?.incidents[0]?.incident.labels).toEqual({
      severity: 'warning',
      alarm: 'theirs',
    });
  });

  test('of others, that comes more than an hour late, is told: reconcile does not look for those', async () => {
    const made = setUp();
    await run(made, made.fire(made.now - 61 * MINUTE, 'theirs'));
    expect(made.recorder.told).toEqual(['slack opened theirs']);
  });

  test('that begins anew before its end was told: its end is told as it was', async () => {
    const made = setUp();
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
    return { ...setUp({ cloudwatch, alarms: [outer, inner] }), cloudwatch };
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
    const made = setUp({ alarms: names.map((name) => alarm(name)) });
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
    const made = setUp({
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
    const made = setUp();
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
    const made = setUp({ receivers });
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
        const made = setUp();
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
