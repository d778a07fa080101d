import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  CloudWatchClient,
  type Datapoint,
  GetMetricStatisticsCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeBatch } from '../../functions/dispatch/message.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import { METRICS, type MetricKey, NAMESPACE } from '../../model/metric.ts';
import { parameterName } from '../../model/secret.ts';
import { demoVariables } from '../cli/vedette.ts';
import { hasMoto, type Moto, onMoto, startMoto } from '../emulator/moto.ts';
import { type Checkout, checkout } from '../stacks/checkout.ts';
import {
  type DeployedFunction,
  deployedFunction,
  disableEventSources,
  start,
  type WarmFunction,
} from './deployed.ts';

const REGION = 'ap-southeast-2';

/** Python's start, two runs of the CDK, and a minute of probes on a busy machine. */
const DEPLOY_MS = 240_000;
const MINUTE_OF_PROBES_MS = 150_000;

const CHECKS = [
  'site',
  'site-redirect',
  'health',
  'quote',
  'orders',
  'certificate',
  'public-name',
  'fix-gateway',
];

/** So late in its minute, a run that is due every 10 s would be stale before its turn came. */
const LATEST_SECOND = 35;

interface World {
  readonly moto: Moto;
  readonly exchange: Exchange;
  readonly copy: Checkout;
  readonly home: string;
  readonly assembly: string;
  readonly sqs: SQSClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ssm: SSMClient;
}

/** Runs the CDK's own program, as a user would, on a copy of the project. */
async function cdk({ copy, moto, exchange, home, assembly }: World, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    CI: 'true',
    ...moto.env,
    ...demoVariables(exchange.ports),
    VEDETTE_SECRET_UNUSED: 'hunter2',
  };
  const { stdout, stderr } = await promisify(execFile)(
    join(copy.directory, 'node_modules/.bin/cdk'),
    [...args, '--output', assembly],
    { cwd: copy.directory, env, maxBuffer: 64 * 1_048_576 },
  );
  return stdout + stderr;
}

async function makeWorld(): Promise<World> {
  const [moto, exchange] = await Promise.all([startMoto(), startExchange()]);
  const home = mkdtempSync(join(tmpdir(), 'vedette-e2e-'));
  writeFileSync(join(home, 'authority.pem'), exchange.authority);
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  const at = { endpoint: moto.endpoint, region: REGION, credentials };
  const assembly = join(home, 'cdk.out');
  const clients = {
    sqs: new SQSClient(at),
    cloudwatch: new CloudWatchClient(at),
    ssm: new SSMClient(at),
  };
  return { moto, exchange, copy: checkout(), home, assembly, ...clients };
}

async function endWorld({ moto, exchange, copy, home, sqs, cloudwatch, ssm }: World): Promise<void> {
  for (const client of [sqs, cloudwatch, ssm]) client.destroy();
  await Promise.all([moto.stop(), exchange.close()]);
  copy.remove();
  rmSync(home, { recursive: true, force: true });
}

/** What a user does once by hand: the password of the account that the checks log in with. */
async function keepPassword(ssm: SSMClient): Promise<void> {
  const Name = parameterName('demo/password');
  await ssm.send(new PutParameterCommand({ Name, Value: LOGIN.password, Type: 'SecureString' }));
}

describe.skipIf(!hasMoto)(onMoto('the example on an emulated AWS'), () => {
  let world: World;
  const warm: WarmFunction[] = [];

  beforeAll(async () => {
    world = await makeWorld();
    await keepPassword(world.ssm);
    await cdk(world, 'bootstrap', `aws://123456789012/${REGION}`);
    await cdk(world, 'deploy', '--all', '--require-approval', 'never');
    await disableEventSources(world.moto);
  }, DEPLOY_MS);

  afterAll(async () => {
    await Promise.all(warm.map(({ stop }) => stop()));
    if (world) await endWorld(world);
  });

  const find = (description: RegExp) => deployedFunction(world.moto, world.assembly, description);

  function run(deployed: DeployedFunction, env: Record<string, string> = {}): WarmFunction {
    const made = start(deployed, {
      ...world.moto.env,
      NODE_EXTRA_CA_CERTS: join(world.home, 'authority.pem'),
      ...env,
    });
    warm.push(made);
    return made;
  }

  /** The messages that are there within a second, taken off the queue. */
  async function take(QueueUrl: string): Promise<Message[]> {
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 1 });
    const { Messages = [] } = await world.sqs.send(receive);
    for (const { ReceiptHandle } of Messages) {
      await world.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return Messages;
  }

  async function isEmpty(QueueUrl: string): Promise<boolean> {
    const { Attributes = {} } = await world.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesDelayed: delayed } = Attributes;
    return Number(ready) + Number(delayed) === 0;
  }

  const eventOf = (messages: readonly Message[]) => ({
    Records: messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body })),
  });

  async function datapoints(metric: MetricKey, dimensions: Record<string, string>): Promise<Datapoint[]> {
    const { Datapoints = [] } = await world.cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace: NAMESPACE,
        MetricName: METRICS[metric].name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 120_000),
        Period: 60,
        Statistics: ['Maximum', 'Minimum', 'Sum', 'SampleCount'] satisfies Statistic[],
      }),
    );
    return Datapoints;
  }

  const sum = (points: readonly Datapoint[], of: 'Sum' | 'SampleCount' = 'Sum') =>
    points.reduce((total, point) => total + (point[of] ?? 0), 0);

  const self = (metric: MetricKey) => datapoints(metric, { Location: REGION });

  test('the functions have what the stacks say, and no secret', async () => {
    const { variables } = await find(/Probes a batch/);
    expect(variables).toMatchObject({ LOCATION: REGION, HOME_REGION: REGION, LOG_SAMPLE_RATE: '0' });
    expect(variables.VEDETTE_DEMO_PORT).toBe(String(world.exchange.ports.http));
    for (const secret of ['hunter2', LOGIN.password]) expect(JSON.stringify(variables)).not.toContain(secret);
  });

  test(
    'a tick becomes messages, messages become probes, and probes become datapoints',
    async () => {
      const dispatch = run(await find(/due in a minute/));
      const deployed = await find(/Probes a batch/);
      const probe = run(deployed);
      const { PROBE_QUEUE_URL: queue = '' } = (await find(/due in a minute/)).variables;

      await early();
      await dispatch.invoke({ time: new Date(minute()).toISOString() });
      do {
        const messages = await take(queue);
        if (messages.length > 0)
          expect(await probe.invoke(eventOf(messages))).toEqual({ batchItemFailures: [] });
      } while (!(await isEmpty(queue)));

      const planned = sum(await self('planned'));
      // Two every 10 s, two every 30 s and four every minute: what a minute of the example's checks is.
      expect(planned).toBe(2 * 6 + 2 * 2 + 4);
      const [executed, dropped, errored] = await Promise.all(
        (['executed', 'dropped', 'errored'] as const).map(async (metric) => sum(await self(metric))),
      );
      expect((executed ?? 0) + (dropped ?? 0)).toBe(planned);
      expect(executed).toBeGreaterThanOrEqual(4);
      expect(errored).toBe(0);
      expect(sum(await self('deadLetters'))).toBe(0);
      for (const check of CHECKS) {
        const failed = await datapoints('failed', { Check: check, Location: REGION });
        const duration = await datapoints('duration', { Check: check, Location: REGION });
        expect({ check, failed: sum(failed) }).toEqual({ check, failed: 0 });
        expect(sum(failed, 'SampleCount')).toBeGreaterThanOrEqual(1);
        expect(sum(duration, 'SampleCount')).toBe(sum(failed, 'SampleCount'));
        expect(Math.min(...duration.map(({ Minimum = 0 }) => Minimum))).toBeGreaterThan(0);
      }
    },
    MINUTE_OF_PROBES_MS,
  );

  test(
    'what CloudWatch does not take waits in the spool, and is delivered from there',
    async () => {
      const deployed = await find(/Probes a batch/);
      const { SPOOL_QUEUE_URL: spool = '' } = deployed.variables;
      const unpaused = { QueueUrl: spool, Attributes: { DelaySeconds: '0' } };
      await world.sqs.send(new SetQueueAttributesCommand(unpaused));
      const dimensions = { Check: 'site-redirect', Location: REGION };
      const count = async () => sum(await datapoints('failed', dimensions), 'SampleCount');
      const before = await count();

      const cutOff = run(deployed, { AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:9' });
      const at = Math.floor(Date.now() / 1_000);
      const Body = encodeBatch({ location: REGION, minute: at, runs: [{ check: 'site-redirect', at }] });
      await cutOff.invoke(eventOf([{ MessageId: 'one', Body }]));
      expect(await count()).toBe(before);

      const flush = run(await find(/did not take/));
      const kept = await take(spool);
      expect(kept).toHaveLength(1);
      expect(await flush.invoke(eventOf(kept))).toEqual({ batchItemFailures: [] });
      expect(await count()).toBe(before + 1);
    },
    MINUTE_OF_PROBES_MS,
  );

  test('a message that is not ours is given back, for the dead-letter queue', async () => {
    const probe = run(await find(/Probes a batch/));
    expect(await probe.invoke(eventOf([{ MessageId: 'foreign', Body: '{"hello":"world"}' }]))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'foreign' }],
    });
  });
});

/** The start of the present minute. */
const minute = (): number => Math.floor(Date.now() / 60_000) * 60_000;

/** Waits for the next minute when the present one is too old for its runs to be fresh. */
async function early(): Promise<void> {
  const age = Date.now() - minute();
  if (age > LATEST_SECOND * 1_000) await sleep(60_000 - age);
}
