import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextDue } from '../../model/plan.ts';
import { PROBE_LOG_GROUP } from '../../model/result.ts';
import { hasMoto, onMoto } from '../emulator/moto.ts';
import { type Served, serve } from '../fakes/serve.ts';
import { snsBody } from '../notifier.ts';
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

/** Python's start, the CDK, 90 MB of a layer to be zipped and uploaded; and Chromium to be unpacked, on a busy machine. */
const DEPLOY_MS = 240_000;
const PROBE_MS = 90_000;

const EVERY_MS = 300_000;

/** A journey that waits for what never comes, and a receiver. */
const CHECKS = `import { browser, project, secret, slack } from 'vedette';

const url = process.env.VEDETTE_TARGET ?? 'https://exchange.example.com/';

export default project({
  home: '${REGION}',
  receivers: [
    slack('slack', {
      channel: process.env.VEDETTE_SLACK_CHANNEL ?? 'C0123456789',
      token: secret('slack/token'),
      api: process.env.VEDETTE_SLACK_API,
    }),
  ],
  checks: [
    browser('checkout', {
      network: 'private',
      every: '5m',
      journey: async ({ page, step, expect }) => {
        await step('open', async () => void (await page.goto(url)));
        await step('pay', async () => expect(page.getByText('Thank you')).toBeVisible({ timeout: 500 }));
      },
    }),
  ],
});
`;

describe.skipIf(!hasMoto)(onMoto('a browser check on an emulated AWS'), () => {
  let world: World;
  let target: Served;
  let s3: S3Client;
  let line = '';

  beforeAll(async () => {
    target = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Checkout</h1>');
    });
    world = await makeWorld({ checks: CHECKS, variables: { VEDETTE_TARGET: target.url } });
    const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
    s3 = new S3Client({ endpoint: world.moto.endpoint, region: REGION, credentials, forcePathStyle: true });
    await deploy(world);
  }, DEPLOY_MS);

  afterAll(async () => {
    s3?.destroy();
    target?.close();
    if (world) await endWorld(world);
  });

  const linesOf = (log: string) => log.split('\n').filter((one) => one.includes('"check":"checkout"'));

  test(
    'its batch goes over the queue of browsers, and what the browser saw lands in the bucket',
    async () => {
      const deployed = await find(world, /Sends what is due/);
      const { PROBE_QUEUE_URL = '', BROWSER_QUEUE_URL = '' } = deployed.variables;
      const due = nextDue(
        { id: 'checkout', everyMs: EVERY_MS },
        Math.floor((Date.now() - EVERY_MS) / 1_000) + 60,
      );
      await run(world, deployed).invoke({ time: new Date(due * 1_000).toISOString() });
      expect(await take(world, PROBE_QUEUE_URL)).toEqual([]);
      const messages = await take(world, BROWSER_QUEUE_URL);
      expect(messages).toHaveLength(1);

      const probe = run(world, await find(world, /with a browser/));
      expect(await probe.invoke(eventOf(messages))).toEqual({ batchItemFailures: [] });
      [line = ''] = linesOf(probe.log());
      expect(JSON.parse(line)).toMatchObject({ state: 'failed', message: expect.stringContaining('pay') });
      const failed = await datapoints(world, 'failed', { Check: 'checkout', Location: REGION });
      expect(sum(failed)).toBe(1);
      expect(await contentOf(pictureIn(line))).toBe('PNG');
    },
    PROBE_MS,
  );

  test(
    'whoever is told gets a link that opens the picture, and one to the folder',
    async () => {
      await keepLog(line);
      const notify = run(world, await find(world, /Tells receivers/));
      const body = snsBody({ name: 'vedette/checkout/failed', state: 'ALARM', at: Date.now() - 15_000 });
      await notify.invoke(eventOf([{ MessageId: 'one', Body: body }]));
      const links = linksIn(JSON.stringify(world.slack.messages()));
      expect(Object.keys(links).slice(0, 3)).toEqual(['Screenshot', 'Trace', 'Evidence']);
      const answer = await fetch(links.Screenshot ?? '');
      expect(
        Buffer.from(await answer.arrayBuffer())
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
      expect(links.Evidence).toContain(`prefix=${encodeURIComponent('checkout/')}`);
    },
    PROBE_MS,
  );

  /** What CloudWatch Logs has of what a function writes. */
  async function keepLog(message: string): Promise<void> {
    const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
    const logs = new CloudWatchLogsClient({ endpoint: world.moto.endpoint, region: REGION, credentials });
    const stream = { logGroupName: PROBE_LOG_GROUP, logStreamName: 'environment' };
    await logs.send(new CreateLogStreamCommand(stream));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message }] }));
    logs.destroy();
  }

  /** The second to fourth byte of a file in S3. */
  async function contentOf(address: string): Promise<string> {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
      .subarray(1, 4)
      .toString();
  }
});

interface Line {
  readonly evidence: { readonly files: readonly { readonly key: string; readonly type: string }[] };
}

const pictureIn = (line: string): string =>
  (JSON.parse(line) as Line).evidence.files.find(({ type }) => type === 'image/png')?.key ?? '';

/** The buttons of a message, by their labels. */
function linksIn(messages: string): Record<string, string> {
  const found: [string, string][] = [];
  JSON.parse(messages, (_key, value) => {
    if (value?.type === 'button') found.push([value.text.text, value.url]);
    return value;
  });
  return Object.fromEntries(found);
}
