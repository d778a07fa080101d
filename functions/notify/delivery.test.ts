import { describe, expect, test } from 'vitest';
import type { Notice } from '../../model/incident/notice.ts';
import { virtualClock } from '../../test/fakes/clock.ts';
import {
  ALARM,
  alarm,
  live,
  MINUTE,
  memorySink,
  receiver,
  refused,
  run,
  SECOND,
  setUp,
  toAll,
} from '../../test/notifier.ts';
import { watchedSecrets } from '../platform/secrets.ts';
import { encodeWake } from './messages/message.ts';
import type { Outcome, Send } from './sender.ts';

describe('a receiver', () => {
  test('that is down for an hour has everything within a minute of its recovery', async () => {
    const made = setUp();
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
    const made = setUp();
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
      const made = setUp({ alarms: [alarm(ALARM), alarm(other)] });
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
    const made = setUp({
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
    const made = setUp({ clock, receivers: [receiver('slack'), receiver('pagerduty')] });
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
    const made = setUp();
    made.recorder.answer = () => {
      throw new Error('bug');
    };
    await run(made, made.fire());
    made.recorder.answer = () => ({ isTold: true });
    await live(made, 3, 'slack');
    expect(made.recorder.sent.map(({ notice }) => notice.pending?.isUncertain)).toEqual([false, true]);
  });

  test('that takes a message and then answers 500 is told with the same id until it is known', async () => {
    const made = setUp();
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
    const made = setUp({ receivers, routing: toAll(receivers.slice(0, 1)) });
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
    const made = setUp({ sink });
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
  const made = setUp();
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
    const made = setUp();
    await made.store.put('lanes', 'slack', { leasedUntil: made.now + 30_000, notBefore: 0 }, { version: 0 });
    await run(made, made.fire());
    expect(made.recorder.told).toEqual([]);
    expect(made.wakes()).toEqual([[encodeWake('slack'), 2]]);
  });

  test('asks for no second wake while an earlier one comes soon enough', async () => {
    const slack = receiver('slack');
    const made = setUp({ routing: toAll([slack], { groupWaitMs: 20_000 }) });
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
    const made = setUp({ routing });
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
    const made = setUp({ receivers: [slack], alarms: names.map((name) => alarm(name)) });
    await run(made, ...names.map((name) => made.fire(made.now, name)));
    expect(made.recorder.sent).toHaveLength(4);
    expect(made.clock.now()).toBe(made.now + 12 * SECOND);
    expect(made.wakes()).toEqual([[encodeWake('slack'), 4]]);
    await live(made, 5, 'slack');
    expect(made.recorder.sent).toHaveLength(5);
  });
});
