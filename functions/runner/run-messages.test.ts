import { describe, expect, test } from 'vitest';
import { FLUSH_RESERVE_MS } from '../../model/plan.ts';
import { http } from '../../probes/http/check.ts';
import { checksOf } from '../../test/checks.ts';
import { many, messageOf, PLENTY_MS, SECRET, SPOOL, setUp } from '../../test/messages.ts';
import { ok, origin, silent } from '../../test/origin.ts';
import { encodeBatch } from '../dispatch/message.ts';
import { runMessages } from './run-messages.ts';

describe('a batch', () => {
  test('is run and published in one call, stamped with the time it was due', async () => {
    const { url } = await origin(ok);
    const checks = many(20, url);
    const { ports, cloudwatch, selfMetrics, sum } = setUp(checks);
    const message = messageOf(checks, 7);
    expect(await runMessages([message], PLENTY_MS, ports)).toEqual([]);
    expect(cloudwatch.calls).toHaveLength(1);
    expect(sum('Failed')).toBe(0);
    expect(cloudwatch.taken.filter(({ MetricName }) => MetricName === 'Duration')).toHaveLength(20);
    expect(selfMetrics()).toEqual({ executed: 20, errored: 0, dropped: 0, undelivered: 0 });
    const { minute } = JSON.parse(message.body) as { minute: number };
    const stamps = cloudwatch.taken.map(({ Timestamp }) => Number(Timestamp) / 1_000);
    expect([...new Set(stamps)]).toEqual([minute]);
  });

  test('of which some fail and some are our own fault is counted apart', async () => {
    const { url } = await origin((_request, response) => void response.writeHead(500).end());
    const checks = [
      ...many(2, url),
      ...checksOf(http('refused', { url: 'http://127.0.0.1:1/', network: 'public' })),
    ];
    const { ports, selfMetrics, sum } = setUp(checks);
    await runMessages([messageOf(checks)], PLENTY_MS, ports);
    expect(sum('Failed')).toBe(2);
    expect(selfMetrics()).toMatchObject({ executed: 3, errored: 1 });
  });

  test('an event of several messages is one run and one call', async () => {
    const { url } = await origin(ok);
    const checks = many(6, url);
    const { ports, cloudwatch, selfMetrics } = setUp(checks);
    await runMessages(
      [messageOf(checks.slice(0, 3)), messageOf(checks.slice(3), 0, 'second')],
      PLENTY_MS,
      ports,
    );
    expect(cloudwatch.calls).toHaveLength(1);
    expect(selfMetrics()).toMatchObject({ executed: 6 });
  });

  test('that SQS brings twice doubles the count, but no value of a check', async () => {
    const { url } = await origin(ok);
    const checks = many(1, url);
    const { ports, cloudwatch, selfMetrics } = setUp(checks);
    await runMessages([messageOf(checks), messageOf(checks, 0, 'again')], PLENTY_MS, ports);
    const failed = cloudwatch.taken.filter(({ MetricName }) => MetricName === 'Failed');
    expect(failed.map(({ Values, Counts }) => [Values, Counts])).toEqual([[[0], [2]]]);
    expect(selfMetrics()).toMatchObject({ executed: 2 });
  });
});

describe('what is not run', () => {
  test.each([
    ['not JSON', 'hello'],
    ['another version', '{"v":9}'],
    ['another location', encodeBatch({ location: 'us-east-1', minute: 0, runs: [] })],
  ])('a message that is not ours (%s) is told and given back; the other one is run', async (_what, body) => {
    const { url } = await origin(ok);
    const checks = many(2, url);
    const { ports, log, selfMetrics } = setUp(checks);
    const foreign = { messageId: 'foreign', body };
    expect(await runMessages([foreign, messageOf(checks)], PLENTY_MS, ports)).toEqual([foreign]);
    expect(selfMetrics()).toMatchObject({ executed: 2, dropped: 0 });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { messageId: 'foreign' } }]);
  });

  test('an event of nothing but foreign messages publishes nothing', async () => {
    const { ports, cloudwatch } = setUp([]);
    await runMessages([{ messageId: 'foreign', body: '' }], PLENTY_MS, ports);
    expect(cloudwatch.calls).toEqual([]);
  });

  test('a run older than its interval is dropped, counted in its own minute and told', async () => {
    const target = await origin(ok);
    const checks = many(2, target.url);
    const { ports, cloudwatch, log, selfMetrics } = setUp(checks);
    const message = messageOf(checks, 62);
    await runMessages([message], PLENTY_MS, ports);
    expect(target.accepted()).toBe(0);
    expect(selfMetrics()).toEqual({ executed: 0, errored: 0, dropped: 2, undelivered: 0 });
    const { minute } = JSON.parse(message.body) as { minute: number };
    expect(cloudwatch.taken.map(({ Timestamp }) => Number(Timestamp) / 1_000)).toEqual(Array(4).fill(minute));
    expect(log.lines).toMatchObject([
      { level: 'warn', fields: { check: 'check-0', why: 'stale' } },
      { level: 'warn', fields: { check: 'check-1', why: 'stale' } },
    ]);
  });

  test('a run not older than its interval is made, however late in it', async () => {
    const { url } = await origin(ok);
    const checks = many(1, url);
    const { ports, selfMetrics } = setUp(checks);
    await runMessages([messageOf(checks, 57)], PLENTY_MS, ports);
    expect(selfMetrics()).toMatchObject({ executed: 1, dropped: 0 });
  });

  test('a run of a check that this deployment does not know is dropped, counted and told', async () => {
    const { ports, log, selfMetrics } = setUp([]);
    await runMessages([messageOf([{ id: 'gone' }])], PLENTY_MS, ports);
    expect(selfMetrics()).toMatchObject({ executed: 0, dropped: 1 });
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { check: 'gone', why: 'unknown' } }]);
  });
});

describe('the deadline of the Lambda', () => {
  test('in the middle of a batch: what ended is published, what did not is missed by the watchdog', async () => {
    let answered = 0;
    const target = await origin((_request, response) => {
      if (++answered <= 5) response.end('ok');
    });
    const checks = many(80, target.url);
    const { ports, cloudwatch, log, selfMetrics } = setUp(checks);
    await runMessages([messageOf(checks)], FLUSH_RESERVE_MS + 300, ports);
    expect(selfMetrics()).toEqual({ executed: 5, errored: 0, dropped: 0, undelivered: 0 });
    expect(cloudwatch.taken.filter(({ MetricName }) => MetricName === 'Failed')).toHaveLength(5);
    expect(log.lines).toHaveLength(75);
    for (const { level, fields } of log.lines) expect([level, fields.reason]).toEqual(['error', 'not_run']);
    await target.deserted();
  });

  test('nearer than a delivery takes: nothing is run, and that is published', async () => {
    const target = await origin(silent);
    const checks = many(3, target.url);
    const { ports, selfMetrics, log } = setUp(checks);
    await runMessages([messageOf(checks)], FLUSH_RESERVE_MS - 1_000, ports);
    expect(target.accepted()).toBe(0);
    expect(selfMetrics()).toMatchObject({ executed: 0, errored: 0 });
    expect(log.lines).toHaveLength(3);
  });
});

describe('when CloudWatch', () => {
  test('is throttled for a while, everything arrives', async () => {
    const { url } = await origin(ok);
    const checks = many(5, url);
    const { ports, cloudwatch, selfMetrics } = setUp(checks);
    cloudwatch.script.next('throttle', 3);
    await runMessages([messageOf(checks)], PLENTY_MS, ports);
    expect(selfMetrics()).toEqual({ executed: 5, errored: 0, dropped: 0, undelivered: 0 });
  });

  test.each(['throttle', 'deny', 'hang', 'unavailable', 'reset'] as const)(
    'fails for good (%s), everything is in the spool, the count of it too',
    async (step) => {
      const { url } = await origin(ok);
      const checks = many(5, url);
      const { ports, cloudwatch, log, spooled } = setUp(checks);
      cloudwatch.script.always(step);
      expect(await runMessages([messageOf(checks)], PLENTY_MS, ports)).toEqual([]);
      const kept = spooled();
      const named = (metric: string) => kept.filter(({ MetricName }) => MetricName === metric);
      expect(named('Failed')).toHaveLength(5);
      expect(named('Executed').map(({ Values }) => Values)).toEqual([[5]]);
      expect(named('Undelivered').map(({ Values }) => Values)).toEqual([[0], [14]]);
      expect(log.lines).toMatchObject([{ level: 'error', fields: { delivered: 0, spooled: 14, lost: 0 } }]);
    },
  );

  test('is down and comes back within the invocation, what was spooled is counted', async () => {
    const { url } = await origin(ok);
    const checks = many(5, url);
    const { ports, cloudwatch, selfMetrics, spooled } = setUp(checks);
    cloudwatch.script.next('deny');
    await runMessages([messageOf(checks)], PLENTY_MS, ports);
    expect(spooled()).toHaveLength(14);
    expect(selfMetrics()).toMatchObject({ undelivered: 14 });
  });
});

test('a secret shows in no log line, no datapoint and no message of the spool', async () => {
  const { url } = await origin((request, response) => {
    const told = `${request.headers.authorization} ${request.headers['x-key']} ${request.url}`;
    response.writeHead(500, { 'x-request-id': told, location: told, server: told });
    response.end(told);
  });
  const secret = { secret: 'desk' };
  const options = { url, query: { key: secret }, headers: { 'x-key': secret } } as const;
  const checks = checksOf(
    http('bearer', { ...options, auth: { bearer: secret } }),
    http('basic', { ...options, auth: { basic: { user: 'desk', password: secret } } }),
  );
  const { ports, cloudwatch, sqs, log } = setUp(checks);
  cloudwatch.script.always('deny');
  await runMessages([messageOf(checks)], PLENTY_MS, ports);
  expect(log.lines.filter(({ fields }) => fields.reason === 'server_error')).toHaveLength(2);
  expect(sqs.in(SPOOL).length).toBeGreaterThan(0);
  const everything = JSON.stringify([log.lines, sqs.in(SPOOL), cloudwatch.calls]);
  const forms = [SECRET, encodeURIComponent(SECRET), btoa(SECRET), btoa(`desk:${SECRET}`)];
  for (const form of forms) expect(everything).not.toContain(form);
  expect(everything).toContain('[redacted]');
});
