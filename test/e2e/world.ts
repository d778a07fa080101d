import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CloudWatchClient,
  type Datapoint,
  GetMetricStatisticsCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import { STREAM_TOKEN } from '../../local/demo/market/websocket.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import { METRICS, type MetricKey, NAMESPACE } from '../../model/metric.ts';
import { parameterName } from '../../model/secret.ts';
import { demoVariables } from '../cli/vedette.ts';
import { type Moto, startMoto } from '../emulator/moto.ts';
import { type Served, serve } from '../fakes/serve.ts';
import { CHANNEL, type FakeSlack, fakeSlack, SLACK_TOKEN } from '../fakes/slack.ts';
import { type Checkout, checkout } from '../stacks/checkout.ts';
import {
  type DeployedFunction,
  deployedFunction,
  disableEventSources,
  start,
  templatesOf,
  type WarmFunction,
} from './deployed.ts';

export const REGION = 'ap-southeast-2';

/** An AWS, an exchange and a Slack on this machine, and a copy of the project that is deployed there. */
export interface World {
  readonly moto: Moto;
  readonly exchange: Exchange;
  readonly slack: FakeSlack;
  readonly copy: Checkout;
  readonly home: string;
  readonly assembly: string;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ssm: SSMClient;
  /** What the definitions read from the environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** What is to be ended with the world. */
  readonly servers: readonly Served[];
  readonly warm: WarmFunction[];
}

interface WorldOptions {
  /** The text of a `checks/index.ts`. @default the example's */
  readonly checks?: string;
  /** What its definitions read from the environment, beside the exchange's and Slack's. @default nothing */
  readonly variables?: Readonly<Record<string, string>>;
}

export async function makeWorld({ checks, variables: more }: WorldOptions = {}): Promise<World> {
  const servers: Served[] = [];
  const listen = async (answer: Parameters<typeof serve>[0]) => {
    const server = await serve(answer);
    servers.push(server);
    return server;
  };
  const [moto, exchange, slack] = await Promise.all([
    startMoto(),
    startExchange(),
    fakeSlack(Date.now, listen),
  ]);
  const home = mkdtempSync(join(tmpdir(), 'vedette-e2e-'));
  writeFileSync(join(home, 'authority.pem'), exchange.authority);
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  const at = { endpoint: moto.endpoint, region: REGION, credentials };
  const clients = {
    sqs: new SQSClient(at),
    sns: new SNSClient(at),
    cloudwatch: new CloudWatchClient(at),
    ssm: new SSMClient(at),
  };
  const variables = {
    ...demoVariables(exchange.ports),
    VEDETTE_SLACK_CHANNEL: CHANNEL,
    VEDETTE_SLACK_API: slack.api,
    ...more,
  };
  const assembly = join(home, 'cdk.out');
  return {
    moto,
    exchange,
    slack,
    copy: checkout(checks),
    home,
    assembly,
    ...clients,
    variables,
    servers,
    warm: [],
  };
}

export async function endWorld({ warm, servers, moto, exchange, ...world }: World): Promise<void> {
  await Promise.all(warm.map(({ stop }) => stop()));
  for (const client of [world.sqs, world.sns, world.cloudwatch, world.ssm]) client.destroy();
  for (const server of servers) server.close();
  await Promise.all([moto.stop(), exchange.close()]);
  world.copy.remove();
  rmSync(world.home, { recursive: true, force: true });
}

/** What users do once by hand, and then with each change. */
export async function deploy(world: World): Promise<void> {
  await keepSecret(world, 'demo/password', LOGIN.password);
  await keepSecret(world, 'market/stream-token', STREAM_TOKEN);
  await keepSecret(world, 'slack/token', SLACK_TOKEN);
  await cdk(world, 'bootstrap', `aws://123456789012/${REGION}`, '--output', join(world.home, 'bootstrap'));
  await cdk(world, 'synth', '--quiet', '--output', world.assembly);
  untagKeys(world.assembly);
  await cdk(world, 'deploy', '--app', world.assembly, '--all', '--require-approval', 'never');
  await disableEventSources(world.moto);
}

interface Template {
  readonly Resources: Readonly<Record<string, { Type: string; Properties?: { Tags?: unknown } }>>;
}

/** The emulator's CloudFormation breaks off a stack, and calls it complete, at a key of KMS that has tags. */
function untagKeys(assembly: string): void {
  for (const file of templatesOf(assembly)) {
    const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
    for (const { Type, Properties } of Object.values(template.Resources))
      if (Type === 'AWS::KMS::Key') delete Properties?.Tags;
    writeFileSync(file, JSON.stringify(template));
  }
}

const keepSecret = ({ ssm }: World, name: string, Value: string) =>
  ssm.send(new PutParameterCommand({ Name: parameterName(name), Value, Type: 'SecureString' }));

/** Runs the CDK's own program, as a user would, on a copy of the project. */
async function cdk({ copy, moto, variables, home }: World, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    CI: 'true',
    ...moto.env,
    ...variables,
    VEDETTE_SECRET_UNUSED: 'hunter2',
  };
  const { stdout, stderr } = await promisify(execFile)(join(copy.directory, 'node_modules/.bin/cdk'), args, {
    cwd: copy.directory,
    env,
    maxBuffer: 64 * 1_048_576,
  });
  return stdout + stderr;
}

export const find = ({ moto, assembly }: World, description: RegExp): Promise<DeployedFunction> =>
  deployedFunction(moto, assembly, description);

/** Starts a function that is deployed. */
export function run(
  world: World,
  deployed: DeployedFunction,
  env: Readonly<Record<string, string>> = {},
): WarmFunction {
  const made = start(deployed, {
    ...world.moto.env,
    NODE_EXTRA_CA_CERTS: join(world.home, 'authority.pem'),
    ...env,
  });
  world.warm.push(made);
  return made;
}

/** A message that is there within a second, taken off the queue; none when there is none. */
export async function take({ sqs }: World, QueueUrl: string): Promise<Message[]> {
  const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 1 });
  const { Messages = [] } = await sqs.send(receive);
  for (const { ReceiptHandle } of Messages)
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return Messages;
}

export const eventOf = (messages: readonly Message[]) => ({
  Records: messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body })),
});

/** What was measured in the last ten minutes. */
export async function datapoints(
  { cloudwatch }: World,
  metric: MetricKey,
  dimensions: Readonly<Record<string, string>>,
): Promise<Datapoint[]> {
  const { Datapoints = [] } = await cloudwatch.send(
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

export const sum = (points: readonly Datapoint[], of: 'Sum' | 'SampleCount' = 'Sum'): number =>
  points.reduce((total, point) => total + (point[of] ?? 0), 0);
