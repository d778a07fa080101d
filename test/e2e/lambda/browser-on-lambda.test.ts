import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeBatch } from '../../../functions/dispatch/message.ts';
import { bundleHandler } from '../../../lib/bundle.ts';
import { browserLayer } from '../../../lib/layer.ts';
import { treeOf } from '../../../probes/chromium/memory-watch.ts';
import { kinds } from '../../../probes/kinds.ts';
import { type Served, serve } from '../../fakes/serve.ts';
import { checkout } from '../../stacks/checkout.ts';
import { type FakeAws, fakeAws } from './fake-aws.ts';
import { hasSandbox, inSandbox, type SandboxedFunction, startSandbox } from './sandbox.ts';

/** Ninety megabytes are laid out, and Chromium is unpacked and started, on a busy machine. */
const START_MS = 120_000;
const RUN_MS = 90_000;

/** Longer than a browser may take to close. Lambda freezes an environment for minutes. */
const FROZEN_MS = 2_000;

/** The least that is kept warm: what leads the sandbox, Node, Chromium and what it makes renderers with. */
const NODE_AND_CHROMIUM = 4;

const LOCATION = 'ap-southeast-2';

/** A user's definitions: one journey that ends well and one that waits for what never comes. */
const CHECKS = `import { browser, project } from 'vedette';

const url = process.env.VEDETTE_TARGET ?? 'https://exchange.example.com/';

const visit = (id: string, text: string) =>
  browser(id, {
    network: 'private',
    journey: async ({ page, step, expect }) => {
      await step('open', async () => void (await page.goto(url)));
      await step('read', async () => expect(page.getByText(text)).toBeVisible({ timeout: 1_000 }));
    },
  });

export default project({
  home: '${LOCATION}',
  checks: [visit('portfolio', 'AUD/USD'), visit('missing', 'EUR/USD')],
});
`;

const PAGE = '<!doctype html><title>Portfolio</title><h1>Positions</h1><p>AUD/USD 1,000,000</p>';

describe.skipIf(!hasSandbox)(
  inSandbox('a function with a browser, as it is deployed, in a sandbox like Lambda’s'),
  () => {
    const root = mkdtempSync(join(tmpdir(), 'vedette-lambda-'));
    const copy = checkout(CHECKS);
    let target: Served;
    let aws: FakeAws;
    let deployed: SandboxedFunction;

    beforeAll(async () => {
      target = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
      });
      aws = await fakeAws();
      mkdirSync(join(root, 'handlers'));
      const from = join(copy.directory, 'functions/handlers');
      const { directory: task } = await bundleHandler('probe-browser', {
        kinds,
        from,
        to: join(root, 'handlers'),
      });
      deployed = await startSandbox({
        task,
        layer: await browserLayer(join(root, 'layer')),
        variables: {
          LOCATION,
          HOME_REGION: LOCATION,
          SPOOL_QUEUE_URL: `${aws.url}/spool`,
          EVIDENCE_BUCKET: 'evidence',
          LOG_SAMPLE_RATE: '1',
          VEDETTE_TARGET: target.url,
          AWS_ENDPOINT_URL: aws.url,
          AWS_REGION: LOCATION,
          AWS_ACCESS_KEY_ID: 'testing',
          AWS_SECRET_ACCESS_KEY: 'testing',
        },
      });
    }, START_MS);

    afterAll(async () => {
      await deployed?.stop();
      aws?.close();
      target?.close();
      copy.remove();
      rmSync(root, { recursive: true, force: true });
    });

    /** Has one check run, and returns its line in the log. */
    async function run(check: string) {
      const before = deployed.log().length;
      const at = Math.floor(Date.now() / 1_000);
      const body = encodeBatch({ location: LOCATION, minute: at, runs: [{ check, at }] });
      const answer = await deployed.invoke({ Records: [{ messageId: check, body }] });
      expect(answer).toEqual({ batchItemFailures: [] });
      const lines = deployed
        .log()
        .slice(before)
        .trim()
        .split('\n')
        .filter((line) => line.startsWith('{'));
      const line = lines.map((one) => JSON.parse(one)).find((one) => one.check === check && one.state);
      if (!line) throw new Error(`nothing is logged of ${check}: ${deployed.log()}`);
      return line;
    }

    const published = (name: string) =>
      aws.datums.filter(({ MetricName }) => MetricName === name).flatMap(({ Values = [] }) => Values);

    test(
      'a journey passes, from the unpacking of Chromium to its datapoints',
      async () => {
        expect(await run('portfolio')).toMatchObject({ state: 'passed', location: LOCATION });
        expect(published('Failed')).toEqual([0]);
        expect(published('Executed')).toEqual([1]);
      },
      RUN_MS,
    );

    test(
      'its environment is frozen between two events, and goes on with the same browser',
      async () => {
        await run('portfolio');
        const before = await treeOf(deployed.pid);
        for (const pid of before) process.kill(pid, 'SIGSTOP');
        await sleep(FROZEN_MS);
        for (const pid of before) process.kill(pid, 'SIGCONT');
        expect(await run('portfolio')).toMatchObject({ state: 'passed' });
        const kept = (await treeOf(deployed.pid)).filter((pid) => before.includes(pid));
        expect(kept.length).toBeGreaterThanOrEqual(NODE_AND_CHROMIUM);
      },
      RUN_MS,
    );

    test(
      'a journey that fails leaves its evidence in the bucket, and says where',
      async () => {
        const line = await run('missing');
        expect(line).toMatchObject({ state: 'failed', message: expect.stringContaining('read') });
        const keys: string[] = line.evidence.files.map(({ key }: { key: string }) => key);
        expect(keys.length).toBeGreaterThan(0);
        for (const key of keys) expect([...aws.files.keys()].map((name) => `s3://${name}`)).toContain(key);
        const picture = keys.find((key) => key.endsWith('.png'))?.replace('s3://', '') ?? '';
        expect(picture).toMatch(/^evidence\/missing\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\//);
        expect(aws.files.get(picture)?.subarray(1, 4).toString()).toBe('PNG');
      },
      RUN_MS,
    );

    test(
      'an S3 that takes nothing changes no verdict',
      async () => {
        const { reason, message } = await run('missing');
        aws.refuseFiles();
        const line = await run('missing');
        expect(line).toMatchObject({ state: 'failed', reason, message });
        for (const file of line.evidence.files)
          expect(file).toMatchObject({ key: '', problem: expect.stringMatching(/^S3: /) });
      },
      RUN_MS,
    );
  },
);
