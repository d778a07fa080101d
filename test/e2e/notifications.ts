import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, type Message } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from 'vitest';
import { drillAlarmOf } from '../../model/alarm/drill-alarms.ts';
import { NAMESPACE } from '../../model/metric.ts';
import { topicOf } from '../../model/receiver.ts';
import { ended, vedette } from '../cli/vedette.ts';
import { SLACK_TOKEN } from '../fakes/slack.ts';
import { BREACHED, type Change, snsBody } from '../notifier.ts';
import type { DeployedFunction, WarmFunction } from './deployed.ts';
import { datapoints, eventOf, find, REGION, run, sum, take, type World } from './world.ts';

const QUOTE = 'vedette/quote/failed';
const HEALTH = 'vedette/health/failed';
const DRILL = drillAlarmOf('slack');

/** Longer ago than what the first news of a group waits for others. */
const GATHERED_MS = 15_000;

/** Some calls of functions, each with what the emulator cannot do and the SDK tries again. */
const STEP_MS = 60_000;

const ofTopic = (receiver: string): string => `arn:aws:sns:${REGION}:123456789012:${topicOf(receiver)}`;

/**
 * From an alarm's message on a receiver's topic to a person in Slack, in the order of an outage. The emulator's
 * CloudFormation makes no subscriptions and no alarms: here the queue is subscribed, and alarms are put, with the SDK.
 */
export function notifications(theWorld: () => World): void {
  describe('who is told', () => {
    let world: World;
    let notify: WarmFunction;
    let reconcile: WarmFunction;
    let queue = '';
    let deployed: DeployedFunction;

    beforeAll(async () => {
      world = theWorld();
      deployed = await find(world, /Tells receivers/);
      notify = run(world, deployed);
      reconcile = run(world, await find(world, /Compares what fires/));
      // The queue of wakes feeds the same function as that of alarms, whose URL no function needs.
      queue = deployed.variables.WAKE_QUEUE_URL ?? '';
      await subscribe(world, queue);
      await putAlarms(world, QUOTE, HEALTH, DRILL);
    }, STEP_MS);

    /** What is said in the channel, the oldest first. */
    const said = () => world.slack.messages().map(({ text }) => text.split('\n')[0]);

    const replies = () => {
      const [first] = world.slack.messages();
      return world.slack.thread(first?.ts ?? '').map(({ text }) => text);
    };

    /** What reconciled says of its last run: whether all of it worked. */
    const reconciled = async () => sum(await datapoints(world, 'reconciled', { Location: REGION }));

    let message: readonly Message[] = [];

    test(
      'an alarm on the topic of Slack becomes one message there',
      async () => {
        const at = Date.now() - GATHERED_MS;
        await setState(world, QUOTE, 'ALARM');
        await publish(world, { name: QUOTE, state: 'ALARM', at });
        message = await take(world, queue);
        expect(await notify.invoke(eventOf(message))).toEqual({ batchItemFailures: [] });
        expect(said()).toEqual([expect.stringContaining('FIRING critical: quote failed')]);
      },
      STEP_MS,
    );

    test(
      'the same message again tells nobody anything, in whichever environment it comes up',
      async () => {
        const before = world.slack.requests.length;
        await notify.invoke(eventOf([...message, ...message]));
        await run(world, deployed).invoke(eventOf(message));
        expect(world.slack.requests.slice(before)).toEqual([]);
      },
      STEP_MS,
    );

    test('what is not ours is given back, for the dead-letter queue', async () => {
      expect(await notify.invoke(eventOf([{ MessageId: 'foreign', Body: '{"hello":"world"}' }]))).toEqual({
        batchItemFailures: [{ itemIdentifier: 'foreign' }],
      });
    });

    test(
      'the command line sees it and acknowledges it, and reconcile tells that somebody cares',
      async () => {
        const listed = await command(world, 'incidents');
        expect(listed).toMatchObject({ status: 0, stdout: expect.stringContaining(QUOTE) });
        const acknowledged = await command(world, 'ack', 'quote', '--by', 'ada');
        expect(acknowledged).toMatchObject({
          status: 0,
          stdout: expect.stringMatching(/^1 alarm acknowledged by ada/),
        });
        expect((await command(world, 'incidents')).stdout).toContain('ada');
        await reconcile.invoke({});
        expect(replies()).toContain('Acknowledged by ada.');
        expect(said()).toHaveLength(1);
        expect(await reconciled()).toBe(1);
      },
      STEP_MS,
    );

    test(
      'an alarm whose message was lost is told all the same, after the wait of its group',
      async () => {
        await setState(world, HEALTH, 'ALARM');
        await reconcile.invoke({});
        expect(said()).toHaveLength(1);
        const wakes = await patiently(() => take(world, queue));
        await notify.invoke(eventOf(wakes));
        expect(said()).toEqual([
          expect.stringContaining('quote failed'),
          expect.stringContaining('FIRING critical: health failed'),
        ]);
      },
      STEP_MS,
    );

    test(
      'one is OK and the other one is deleted: both are told to be over, and nothing begins anew',
      async () => {
        await setState(world, QUOTE, 'OK');
        await world.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [HEALTH] }));
        await reconcile.invoke({});
        expect(said()).toEqual([
          expect.stringContaining('RESOLVED critical: quote failed'),
          expect.stringContaining('RESOLVED critical: health failed'),
        ]);
        const before = world.slack.requests.length;
        await reconcile.invoke({});
        expect(world.slack.requests.slice(before)).toEqual([]);
        expect((await command(world, 'incidents')).stdout).toBe('Nothing fires.\n');
        expect(await reconciled()).toBe(4);
      },
      STEP_MS,
    );

    test(
      'a drill goes the whole road and comes back, and says how long each stretch took',
      async () => {
        const drill = command(world, 'drill', '--receiver', 'slack', '--json');
        for (const state of ['ALARM', 'OK'] as const) {
          await patiently(() => inState(world, DRILL, state));
          await publish(world, { name: DRILL, state, at: Date.now() });
          await notify.invoke(eventOf(await take(world, queue)));
        }
        const { status, stdout } = await drill;
        const { hops } = JSON.parse(stdout) as { hops: { ms?: number }[] };
        expect([status, hops.map(({ ms }) => typeof ms)]).toEqual([0, Array(6).fill('number')]);
        expect(said().at(-1)).toContain('[DRILL] RESOLVED');
      },
      STEP_MS,
    );

    test('every send is counted, and none failed', async () => {
      const told = await Promise.all(
        (['delivered', 'deliveryFailed'] as const).map((metric) =>
          datapoints(world, metric, { Receiver: 'slack' }),
        ),
      );
      // Two that began, one that was acknowledged, two that were over, and the two of the drill.
      expect(told.map((points) => sum(points))).toEqual([7, 0]);
    });

    test('no command prints the token', async () => {
      for (const args of [['incidents', '--json'], ['routes']])
        expect(JSON.stringify(await command(world, ...args))).not.toContain(SLACK_TOKEN);
    });
  });
}

/** What CloudFormation does on AWS. */
async function subscribe({ sqs, sns }: World, QueueUrl: string): Promise<void> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const to = { TopicArn: ofTopic('slack'), Protocol: 'sqs', Endpoint: Attributes?.QueueArn };
  await sns.send(new SubscribeCommand(to));
}

/** Only that they are there: what they watch is never looked at. */
async function putAlarms({ cloudwatch }: World, ...names: string[]): Promise<void> {
  for (const AlarmName of names)
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: NAMESPACE,
        MetricName: 'any',
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      }),
    );
}

const setState = ({ cloudwatch }: World, AlarmName: string, StateValue: StateValue) =>
  cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: BREACHED }));

/** What CloudWatch does when the alarm's state changes. */
const publish = ({ sns }: World, change: Change) => {
  const { Subject, Message } = JSON.parse(snsBody(change));
  return sns.send(new PublishCommand({ TopicArn: ofTopic('slack'), Subject, Message }));
};

/** The wait of a group, and then some. */
const PATIENCE_MS = 20_000;
const POLL_MS = 100;

/** Looks until there is something. */
async function patiently<Found>(look: () => Promise<readonly Found[]>): Promise<readonly Found[]> {
  const giveUp = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUp) {
    const found = await look();
    if (found.length > 0) return found;
    await sleep(POLL_MS);
  }
  throw new Error('nothing came');
}

/** The alarm, once it is in this state. */
async function inState({ cloudwatch }: World, name: string, state: StateValue): Promise<readonly object[]> {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return MetricAlarms.filter(({ StateValue }) => StateValue === state);
}

/** The program as a user runs it against what is deployed. */
const command = (world: World, ...args: string[]) =>
  ended(vedette(args, world.exchange.ports, { ...world.moto.env, ...world.variables, NO_COLOR: '1' }));
