import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeBatch } from '../../functions/dispatch/message.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import type { MetricKey } from '../../model/metric.ts';
import { hasMoto, onMoto } from '../emulator/moto.ts';
import { SLACK_TOKEN } from '../fakes/slack.ts';
import { notifications } from './notifications.ts';
import {
  datapoints,
  deploy,
  endWorld,
  eventOf,
  find,
  makeWorld,
  REGION,
  run,
  sum,
  take,
  type World,
} from './world.ts';

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

describe.skipIf(!hasMoto)(onMoto('the example on an emulated AWS'), () => {
  let world: World;

  beforeAll(async () => {
    world = await makeWorld();
    await deploy(world);
  }, DEPLOY_MS);

  afterAll(async () => {
    if (world) await endWorld(world);
  });

  async function isEmpty(QueueUrl: string): Promise<boolean> {
    const { Attributes = {} } = await world.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages: ready, ApproximateNumberOfMessagesDelayed: delayed } = Attributes;
    return Number(ready) + Number(delayed) === 0;
  }

  const self = (metric: MetricKey) => datapoints(world, metric, { Location: REGION });

  test('the functions have what the stacks say, and no secret', async () => {
    const { variables } = await find(world, /Probes a batch/);
    expect(variables).toMatchObject({ LOCATION: REGION, HOME_REGION: REGION, LOG_SAMPLE_RATE: '0' });
    expect(variables.VEDETTE_DEMO_PORT).toBe(String(world.exchange.ports.http));
    for (const secret of ['hunter2', LOGIN.password, SLACK_TOKEN])
      expect(JSON.stringify(variables)).not.toContain(secret);
  });

  test(
    'a tick becomes messages, messages become probes, and probes become datapoints',
    async () => {
      const dispatch = run(world, await find(world, /due in a minute/));
      const deployed = await find(world, /Probes a batch/);
      const probe = run(world, deployed);
      const { PROBE_QUEUE_URL: queue = '' } = (await find(world, /due in a minute/)).variables;

      await early();
      await dispatch.invoke({ time: new Date(minute()).toISOString() });
      do {
        const messages = await take(world, queue);
        if (messages.length > 0)
          expect(await probe.invoke(eventOf(messages))).toEqual({ batchItemFailures: [] });
      } while (!(await isEmpty(queue)));

      const planned = sum(await self('planned'));
      // Two every 10 s, two every 30 s and five every minute: what a minute of the example's checks is.
      expect(planned).toBe(2 * 6 + 2 * 2 + 5);
      const [executed, dropped, errored] = await Promise.all(
        (['executed', 'dropped', 'errored'] as const).map(async (metric) => sum(await self(metric))),
      );
      expect((executed ?? 0) + (dropped ?? 0)).toBe(planned);
      expect(executed).toBeGreaterThanOrEqual(4);
      expect(errored).toBe(0);
      expect(sum(await self('deadLetters'))).toBe(0);
      for (const check of CHECKS) {
        const failed = await datapoints(world, 'failed', { Check: check, Location: REGION });
        const duration = await datapoints(world, 'duration', { Check: check, Location: REGION });
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
      const deployed = await find(world, /Probes a batch/);
      const { SPOOL_QUEUE_URL: spool = '' } = deployed.variables;
      const unpaused = { QueueUrl: spool, Attributes: { DelaySeconds: '0' } };
      await world.sqs.send(new SetQueueAttributesCommand(unpaused));
      const dimensions = { Check: 'site-redirect', Location: REGION };
      const count = async () => sum(await datapoints(world, 'failed', dimensions), 'SampleCount');
      const before = await count();

      const cutOff = run(world, deployed, { AWS_ENDPOINT_URL_CLOUDWATCH: 'http://127.0.0.1:9' });
      const at = Math.floor(Date.now() / 1_000);
      const Body = encodeBatch({ location: REGION, minute: at, runs: [{ check: 'site-redirect', at }] });
      await cutOff.invoke(eventOf([{ MessageId: 'one', Body }]));
      expect(await count()).toBe(before);

      const flush = run(world, await find(world, /did not take/));
      const kept = await take(world, spool);
      expect(kept).toHaveLength(1);
      expect(await flush.invoke(eventOf(kept))).toEqual({ batchItemFailures: [] });
      expect(await count()).toBe(before + 1);
    },
    MINUTE_OF_PROBES_MS,
  );

  test('a message that is not ours is given back, for the dead-letter queue', async () => {
    const probe = run(world, await find(world, /Probes a batch/));
    expect(await probe.invoke(eventOf([{ MessageId: 'foreign', Body: '{"hello":"world"}' }]))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'foreign' }],
    });
  });

  notifications(() => world);
});

/** The start of the present minute. */
const minute = (): number => Math.floor(Date.now() / 60_000) * 60_000;

/** Waits for the next minute when the present one is too old for its runs to be fresh. */
async function early(): Promise<void> {
  const age = Date.now() - minute();
  if (age > LATEST_SECOND * 1_000) await sleep(60_000 - age);
}
