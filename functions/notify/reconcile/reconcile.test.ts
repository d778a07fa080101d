import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../model/incident/incident.ts';
import { FakeAlarms } from '../../../test/fakes/alarms.ts';
import {
  alarm,
  alarmArn,
  BREACHED,
  memorySink,
  notifierPorts,
  Recorder,
  receiver,
  run,
  snsBody,
  TIME_MS,
  toAll,
} from '../../../test/notifier.ts';
import { encodeWake } from '../messages/message.ts';
import type { Outcome } from '../sender.ts';
import { type ReconcilePorts, reconcile } from './reconcile.ts';

const ALARM = 'vedette/quote/failed';
const OTHER = 'vedette/order/failed';
const DEAD = 'https://sqs/dead';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function setup(options: Partial<Parameters<typeof notifierPorts>[0]> = {}) {
  const recorder = new Recorder();
  const sink = memorySink();
  const cloudwatch = new FakeAlarms();
  const made = notifierPorts({
    receivers: [receiver('slack')],
    alarms: [alarm(ALARM), alarm(OTHER), alarm('vedette/quote/part', 'info', { isTold: false })],
    send: recorder.send,
    sink,
    ...options,
  });
  const ports: ReconcilePorts = {
    ...made,
    cloudwatch,
    home: 'eu-west-1',
    deadLetterQueueUrls: [DEAD],
    isHere: (arn) => arn.startsWith('arn:aws:cloudwatch:eu-west-1:123456789012:'),
  };
  const now = made.clock.now();
  return {
    ...made,
    recorder,
    sink,
    cloudwatch,
    now,
    fire: (name = ALARM, via = 'slack') => run(made, snsBody({ name, state: 'ALARM', at: now, via })),
    pass: (ms: number) => made.clock.sleep(ms, new AbortController().signal),
    reconcile: (changes: Partial<ReconcilePorts> = {}) => reconcile(TIME_MS, { ...ports, ...changes }),
    metric: (key: string) => sink.datums.filter(({ metric }) => metric === key).map(({ value }) => value),
    incidents: async () => (await made.store.list<Incident>('incidents')).map(({ value }) => value),
  };
}

describe('an alarm whose message was lost', () => {
  test('is told, however long ago it began, and once', async () => {
    const made = setup();
    made.cloudwatch.alarms.set(ALARM, { state: 'ALARM', at: made.now - 3 * HOUR });
    await made.reconcile();
    await made.reconcile();
    await run(made, snsBody({ name: ALARM, state: 'ALARM', at: made.now - 3 * HOUR }));
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
    expect(made.metric('reconciled')).toEqual([1, 1]);
  });

  test('is over when CloudWatch says so', async () => {
    const made = setup();
    await made.fire();
    made.cloudwatch.alarms.set(ALARM, { state: 'OK', at: made.now + MINUTE });
    await made.reconcile();
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`, `slack resolved ${ALARM}`]);
    expect(await made.incidents()).toMatchObject([
      { resolvedAt: made.now + MINUTE, resolution: 'recovered' },
    ]);
  });

  test('all of them, of both types, over many pages', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `vedette/c${index}/failed`);
    const made = setup({ alarms: names.map((name) => alarm(name)) });
    for (const [index, name] of names.entries()) {
      made.cloudwatch.alarms.set(name, { state: 'ALARM', at: made.now, isComposite: index % 2 === 0 });
    }
    await made.reconcile();
    expect(made.recorder.told.sort()).toEqual(names.map((name) => `slack opened ${name}`));
  });
});

describe('an incident', () => {
  test('whose alarm was deleted is over', async () => {
    const made = setup();
    await made.fire();
    await made.reconcile();
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`, `slack resolved ${ALARM}`]);
    expect(await made.incidents()).toMatchObject([{ state: 'resolved', resolution: 'gone' }]);
  });

  test.each([
    ['still fires', 'ALARM' as const],
    ['has no data', 'INSUFFICIENT_DATA' as const],
  ])('whose alarm %s goes on', async (_sentence, state) => {
    const made = setup();
    await made.fire();
    made.cloudwatch.alarms.set(ALARM, { state, at: made.now });
    await made.reconcile();
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
  });

  test('of an alarm that no definition names is looked at by its name', async () => {
    const made = setup();
    await made.fire('theirs');
    made.cloudwatch.alarms.set('theirs', { state: 'OK', at: made.now + 1 });
    await made.reconcile();
    expect(made.recorder.told).toEqual(['slack opened theirs', 'slack resolved theirs']);
  });

  test('of an alarm in another account, which we cannot see, goes on', async () => {
    const made = setup();
    const body = snsBody({ name: 'theirs', state: 'ALARM', at: made.now });
    await run(made, body.replaceAll('123456789012:alarm', '999999999999:alarm'));
    await made.reconcile();
    expect(made.recorder.told).toEqual(['slack opened theirs']);
  });

  test('of a contributor is over when its alarm is', async () => {
    const made = setup();
    const body = JSON.parse(snsBody({ name: 'theirs', state: 'ALARM', at: made.now }));
    const change = {
      ...JSON.parse(body.Message),
      AlarmContributorId: 'a1',
      AlarmContributorAttributes: { host: 'x' },
    };
    await run(made, JSON.stringify({ ...body, Message: JSON.stringify(change) }));
    made.cloudwatch.alarms.set('theirs', { state: 'ALARM', at: made.now });
    await made.reconcile();
    expect(made.recorder.told).toEqual(['slack opened theirs']);
    made.cloudwatch.alarms.set('theirs', { state: 'OK', at: made.now + 1 });
    await made.reconcile();
    expect((await made.incidents()).map(({ key, state }) => [key, state])).toEqual([
      ['theirs#a1', 'resolved'],
    ]);
  });

  test('that is over is forgotten after an hour, but not while somebody has to be told', async () => {
    const made = setup();
    await made.fire();
    made.recorder.answer = (): Outcome => ({ isTold: false, problem: 'down', isUncertain: false });
    await run(made, snsBody({ name: ALARM, state: 'OK', at: made.now + 1 }));
    await made.pass(2 * HOUR);
    await made.reconcile();
    expect(await made.incidents()).toHaveLength(1);
    made.recorder.answer = () => ({ isTold: true });
    await made.pass(MINUTE);
    await made.reconcile();
    expect(made.recorder.sent.at(-1)?.incidents[0]?.incident).toMatchObject({ resolvedAt: made.now + 1 });
    expect(await made.incidents()).toEqual([]);
  });
});

test('a composite fires for the reason that its parts give', async () => {
  const part = 'vedette/quote/failed/observed';
  const reason =
    'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].';
  const alarms = [
    alarm(ALARM, 'critical', { rule: { inAlarm: part } }),
    alarm(part, 'info', { isTold: false, type: 'metric' }),
  ];
  const made = setup({ alarms });
  made.cloudwatch.alarms.set(ALARM, {
    state: 'ALARM',
    at: made.now,
    isComposite: true,
    reason: 'a part transitioned',
  });
  made.cloudwatch.alarms.set(part, { state: 'ALARM', at: made.now, reason });
  await made.reconcile();
  expect(await made.incidents()).toMatchObject([{ cause: 'missing', reason }]);
});

test('an incident that began without data fires for values as soon as one part does', async () => {
  const missing =
    'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].';
  const parts = ['vedette/quote/failed/a', 'vedette/quote/failed/b'] as const;
  const alarms = [
    alarm(ALARM, 'critical', { rule: { any: parts.map((inAlarm) => ({ inAlarm })) } }),
    ...parts.map((name) => alarm(name, 'info', { isTold: false, type: 'metric' })),
  ];
  const made = setup({ alarms });
  const composite = {
    state: 'ALARM',
    at: made.now,
    isComposite: true,
    reason: 'a part transitioned',
  } as const;
  made.cloudwatch.alarms.set(ALARM, composite);
  made.cloudwatch.alarms.set(parts[0], { state: 'ALARM', at: made.now, reason: missing });
  await made.reconcile();
  expect(await made.incidents()).toMatchObject([{ cause: 'missing' }]);
  made.cloudwatch.alarms.set(parts[1], { state: 'ALARM', at: made.now + MINUTE, reason: BREACHED });
  await made.reconcile();
  expect(await made.incidents()).toMatchObject([{ cause: 'breached', reason: BREACHED }]);
  made.cloudwatch.alarms.delete(parts[1]);
  await made.reconcile();
  expect(await made.incidents()).toMatchObject([{ cause: 'breached' }]);
});

test('an incident of a check that was removed is over when its alarm is', async () => {
  const made = setup();
  await made.fire();
  made.cloudwatch.alarms.set(ALARM, { state: 'ALARM', at: made.now });
  await made.reconcile({ alarms: new Map() });
  expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
  made.cloudwatch.alarms.delete(ALARM);
  await made.reconcile({ alarms: new Map() });
  expect(made.recorder.told).toEqual([`slack opened ${ALARM}`, `slack resolved ${ALARM}`]);
});

describe('what is not told', () => {
  test('a composite whose actions are suppressed, until they are not', async () => {
    const made = setup();
    const composite = { state: 'ALARM', at: made.now, isComposite: true } as const;
    made.cloudwatch.alarms.set(ALARM, { ...composite, suppressedBy: 'Alarm' });
    await made.reconcile();
    expect(made.recorder.told).toEqual([]);
    made.cloudwatch.alarms.set(ALARM, composite);
    await made.reconcile();
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
  });

  test.each([
    ['a part of another alarm', 'vedette/quote/part'],
    ['an alarm whose check was removed, until it is deleted', 'vedette/removed/failed'],
  ])('%s', async (_sentence, name) => {
    const made = setup();
    made.cloudwatch.alarms.set(name, { state: 'ALARM', at: made.now });
    await made.reconcile();
    expect(made.recorder.told).toEqual([]);
  });
});

describe('when something is away', () => {
  test.each(['throttle', 'hang'] as const)(
    'CloudWatch (%s): nothing is over, and what is due is told',
    async (step) => {
      const made = setup();
      made.recorder.answer = (): Outcome => ({ isTold: false, problem: 'down', isUncertain: false });
      await made.fire();
      made.recorder.answer = () => ({ isTold: true });
      await made.pass(MINUTE);
      made.cloudwatch.script.always(step);
      await made.reconcile();
      expect(made.recorder.told).toEqual([`slack opened ${ALARM}`, `slack opened ${ALARM}`]);
      expect(await made.incidents()).toMatchObject([{ state: 'firing' }]);
      expect(made.metric('reconciled')).toEqual([0]);
    },
  );

  test('CloudWatch at the second question: nothing is over', async () => {
    const made = setup();
    await made.fire();
    const { describeAlarms } = made.cloudwatch;
    made.cloudwatch.describeAlarms = async (input, signal) => {
      if (input.AlarmNames) throw new Error('away');
      return describeAlarms(input, signal);
    };
    await made.reconcile();
    expect(await made.incidents()).toMatchObject([{ state: 'firing' }]);
    expect(made.metric('reconciled')).toEqual([0]);
  });

  test('the dead-letter queue: it has no value, and the rest goes on', async () => {
    const made = setup();
    made.fakeSqs.unreadable.add(DEAD);
    await made.reconcile();
    expect(made.metric('deadLetters')).toEqual([]);
    expect(made.metric('reconciled')).toEqual([1]);
  });
});

describe('each minute', () => {
  test('reminders come, by the repeat interval', async () => {
    const slack = receiver('slack');
    const made = setup({ routing: toAll([slack], { repeatMs: 5 * MINUTE }) });
    await made.fire();
    made.cloudwatch.alarms.set(ALARM, { state: 'ALARM', at: made.now });
    for (let minute = 0; minute < 11; minute++) {
      await made.pass(MINUTE);
      await made.reconcile();
    }
    expect(made.recorder.told).toEqual([
      `slack opened ${ALARM}`,
      `slack reminded ${ALARM}`,
      `slack reminded ${ALARM}`,
    ]);
  });

  test('dead letters are counted at home', async () => {
    const made = setup();
    await made.fakeSqs.sendMessageBatch({ QueueUrl: DEAD, Entries: [{ Id: '0', MessageBody: 'x' }] });
    await made.reconcile();
    expect(made.sink.datums).toContainEqual({
      metric: 'deadLetters',
      value: 1,
      dimensions: { Location: 'eu-west-1' },
      at: made.now,
      resolution: 60,
    });
  });

  test('what is left of a receiver that is no more is removed', async () => {
    const made = setup();
    await made.fire();
    await made.store.put('lanes', 'old', { leasedUntil: 0, notBefore: 0 }, { version: 0 });
    await made.store.put('notices/old', 'n', { entries: [] }, { version: 0 });
    await made.reconcile();
    expect((await made.store.list('lanes')).map(({ id }) => id)).toEqual(['slack']);
    expect(await made.store.list('notices/old')).toEqual([]);
  });

  test('one that runs beside the notifier changes nothing', async () => {
    const made = setup();
    made.cloudwatch.alarms.set(ALARM, { state: 'ALARM', at: made.now });
    await Promise.all([made.reconcile(), made.fire(), made.reconcile(), run(made, encodeWake('slack'))]);
    expect(made.recorder.told).toEqual([`slack opened ${ALARM}`]);
    expect(alarmArn(ALARM)).toBe((await made.incidents())[0]?.arn);
  });
});
