import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import project from '../../checks/index.ts';
import { NOTIFICATIONS_TABLE } from '../../model/incident/incident.ts';
import { METRICS, type MetricKey, NAMESPACE, selfDatum } from '../../model/metric.ts';
import { FLUSH_RESERVE_MS, plan, RUN_BUDGET_MS } from '../../model/plan.ts';
import { http } from '../../probes/http/check.ts';
import { hasMoto, type Moto, onMoto, startMoto } from '../../test/emulator/moto.ts';
import { snsBody } from '../../test/notifier.ts';
import { decodeBatch, encodeBatch } from '../dispatch/message.ts';
import { dynamoDbStore } from '../notify/dynamodb-store.ts';
import { systemClock } from '../platform/clock.ts';
import { VARIABLES } from '../platform/environment.ts';
import { connectSqs } from '../platform/sqs.ts';
import { merge } from '../sinks/cloudwatch/merge.ts';
import { sqsSpool } from '../sinks/cloudwatch/spool.ts';
import { checksAt } from './checks.ts';
import { handler as dispatch } from './dispatch.ts';
import { handler as flushSpool } from './flush-spool.ts';
import { handler as notify } from './notify.ts';
import { handler as probe } from './probe.ts';
import { handler as probeBrowser } from './probe-browser.ts';
import { handler as reconcile } from './reconcile.ts';

const LOCATION = 'ap-southeast-2';

const context = {
  getRemainingTimeInMillis: () => RUN_BUDGET_MS + FLUSH_RESERVE_MS,
  invokedFunctionArn: `arn:aws:lambda:${LOCATION}:123456789012:function:any`,
};

const eventOf = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({ body, messageId: `m${index}` }) as SQSEvent['Records'][number]),
});

describe('a tick without its time', () => {
  test.each([
    ['missing', {}],
    ['garbage', { time: 'soon' }],
    ["the scheduler's own words, not filled in", { time: '<aws.scheduler.scheduled-time>' }],
    ['a number', { time: Number.NaN }],
  ])('%s: is refused, and the time is quoted', async (_sentence, event) => {
    await expect(dispatch(event)).rejects.toThrow(/^the event's time is .*, not an ISO 8601 time$/);
  });
});

describe('a function that is deployed without a variable', () => {
  test.each([
    ['dispatch', () => dispatch({ time: '2026-11-21T12:00:00Z' }), 'LOCATION'],
    ['probe', () => probe(eventOf(), context), 'LOCATION'],
    ['probe-browser', () => probeBrowser(eventOf(), context), 'LOCATION'],
    ['flush-spool', () => flushSpool(eventOf()), 'HOME_REGION'],
    ['notify', () => notify(eventOf(), context), 'HOME_REGION'],
    ['reconcile', () => reconcile({}, context), 'HOME_REGION'],
  ])('%s names it', async (_name, call, variable) => {
    for (const name of Object.keys(VARIABLES)) delete process.env[name];
    await expect(call()).rejects.toThrow(`the environment variable ${variable} is not set`);
  });
});

describe('the checks of a deployment', () => {
  const url = 'https://example.com/';

  test('are those that are enabled and run at this location', () => {
    const checks = [
      http('here', { url }),
      http('everywhere', { url, locations: ['eu-west-1', 'us-east-1'] }),
      http('there', { url, locations: ['us-east-1'] }),
      http('off', { url, enabled: false }),
    ];
    const found = checksAt('eu-west-1', { vedette: 'project', home: 'eu-west-1', checks });
    expect(found.map(({ id }) => id)).toEqual(['here', 'everywhere']);
  });
});

/** The handlers as they are deployed, on an emulator: SQS and CloudWatch are real calls. */
describe.skipIf(!hasMoto)(onMoto('on moto'), () => {
  let moto: Moto;
  const urls = { probe: '', browser: '', dead: '', spool: '', notify: '' };

  beforeAll(async () => {
    moto = await startMoto();
    Object.assign(process.env, moto.env);
    const { CreateQueueCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    const client = new SQSClient();
    for (const name of ['probe', 'browser', 'dead', 'spool', 'notify'] as const) {
      urls[name] = (await client.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
    }
    await makeTable();
    Object.assign(process.env, {
      LOCATION,
      HOME_REGION: LOCATION,
      PROBE_QUEUE_URL: urls.probe,
      BROWSER_QUEUE_URL: urls.browser,
      DEAD_LETTER_QUEUE_URLS: urls.dead,
      SPOOL_QUEUE_URL: urls.spool,
      WAKE_QUEUE_URL: urls.notify,
      TABLE_NAME: NOTIFICATIONS_TABLE,
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    });
  }, 40_000);
  afterAll(async () => moto?.stop());

  async function receive(QueueUrl: string): Promise<string[]> {
    const { ReceiveMessageCommand, SQSClient } = await import('@aws-sdk/client-sqs');
    const bodies: string[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await new SQSClient().send(command);
      if (Messages.length === 0) return bodies;
      bodies.push(...Messages.map(({ Body = '' }) => Body));
    }
  }

  /** The sum of one of our own metrics over a minute. */
  async function sumOf(metric: MetricKey, minute: number): Promise<number | undefined> {
    const { CloudWatchClient, GetMetricStatisticsCommand } = await import('@aws-sdk/client-cloudwatch');
    const command = new GetMetricStatisticsCommand({
      Namespace: NAMESPACE,
      MetricName: METRICS[metric].name,
      Dimensions: [{ Name: 'Location', Value: LOCATION }],
      StartTime: new Date(minute * 1_000),
      EndTime: new Date((minute + 60) * 1_000),
      Period: 60,
      Statistics: ['Sum'],
    });
    const { Datapoints = [] } = await new CloudWatchClient({ region: LOCATION }).send(command);
    return Datapoints[0]?.Sum;
  }

  const minute = Math.floor(Date.now() / 60_000) * 60;

  test('dispatch sends the plan of the scheduled minute and publishes it', async () => {
    const last = minute - 60; // over already, so that no message is delayed
    await dispatch({ time: new Date(last * 1_000).toISOString() });
    const planned = plan({ checks: checksAt(LOCATION, project), at: last, location: LOCATION });
    const runs = planned.flatMap((batch) => batch.runs.map(({ check, at }) => `${check} ${at}`));
    const bodies = await Promise.all([receive(urls.probe), receive(urls.browser)]);
    const received = bodies.flat().flatMap((body) => decodeBatch(body)?.runs ?? []);
    expect(received.map(({ check, at }) => `${check} ${at}`).sort()).toEqual(runs.sort());
    expect(await sumOf('planned', last)).toBe(runs.length);
    expect(await sumOf('deadLetters', last)).toBe(0);
  });

  test('probe runs what is due, publishes it, and gives back what is not ours', async () => {
    const at = Math.floor(Date.now() / 1_000);
    const due = Math.floor(at / 60) * 60;
    const runs = checksAt(LOCATION, project).map(({ id }) => ({ check: id, at }));
    const ours = encodeBatch({ location: LOCATION, minute: due, runs });
    expect(await probe(eventOf('{"not":"ours"}', ours), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
    expect(await sumOf('executed', due)).toBe(runs.length);
    expect(await sumOf('undelivered', due)).toBe(0);
  });

  test('flush-spool delivers what the spool kept, with its own time', async () => {
    const spool = sqsSpool({ sqs: await connectSqs(), queueUrl: urls.spool, clock: systemClock });
    const long = minute - 3_600;
    await spool(merge([selfDatum('executed', 42, LOCATION, long * 1_000)], Date.now()).entries);
    const bodies = await receive(urls.spool);
    expect(await flushSpool(eventOf(...bodies, 'not ours'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm1' }],
    });
    expect(await sumOf('executed', long)).toBe(42);
  });

  test('notify remembers what fires and gives back what is not ours; reconcile sees that its alarm is no more', async () => {
    const store = dynamoDbStore(NOTIFICATIONS_TABLE);
    const name = `vedette/${checksAt(LOCATION, project)[0]?.id}/failed`;
    const body = snsBody({ name, state: 'ALARM', at: Date.now() - 1_000 });
    expect(await notify(eventOf('{"not":"ours"}', body), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
    expect(await store.get('incidents', name)).toMatchObject({ value: { state: 'firing' } });
    await reconcile({}, context);
    expect(await store.get('incidents', name)).toMatchObject({ value: { resolution: 'gone' } });
    expect(await sumOf('reconciled', Math.floor(Date.now() / 60_000) * 60)).toBe(1);
  });
});

async function makeTable(): Promise<void> {
  const { CreateTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const command = new CreateTableCommand({
    TableName: NOTIFICATIONS_TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['shelf', 'id'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: [
      { AttributeName: 'shelf', KeyType: 'HASH' },
      { AttributeName: 'id', KeyType: 'RANGE' },
    ],
  });
  await new DynamoDBClient().send(command);
}
