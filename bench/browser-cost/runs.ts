import { statfs } from 'node:fs/promises';
import { encodeBatch } from '../../functions/dispatch/message.ts';
import { type FakeAws, fakeAws } from '../../test/e2e/lambda/fake-aws.ts';
import { type SandboxedFunction, startSandbox } from '../../test/e2e/lambda/sandbox.ts';
import { serve } from '../../test/fakes/serve.ts';
import { lambdaNode } from '../cold-start/node.ts';
import { CHECK, type Deployed, LOCATION, PAGE } from './deployed.ts';
import { memoryOf } from './memory.ts';

/** What runs of a journey took. Milliseconds and bytes. */
export interface Runs {
  /** From the start of the process to the answer of the first invocation. */
  readonly coldMs: number;
  /** Each invocation of one run after the first. */
  readonly warmMs: readonly number[];
  /** Node and Chromium together, at the highest that was seen. */
  readonly peakBytes: number;
  /** What is in /tmp after the last run. */
  readonly diskBytes: number;
}

/** Seldom: reading it takes a processor some milliseconds. */
const SAMPLE_MS = 250;

/** Runs the journey again and again in one sandbox. */
export async function runJourneys(deployed: Deployed, processors: number, count: number): Promise<Runs> {
  const target = await serve((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
  });
  const aws = await fakeAws();
  const began = performance.now();
  const made = await startSandbox({
    ...deployed,
    processors,
    node: await lambdaNode(),
    variables: variablesOf(aws, target.url),
  });
  let peakBytes = 0;
  const sampling = setInterval(async () => {
    peakBytes = Math.max(peakBytes, await memoryOf(made.pid));
  }, SAMPLE_MS);
  try {
    await run(made);
    const coldMs = performance.now() - began;
    const warmMs: number[] = [];
    while (warmMs.length < count) warmMs.push(await run(made));
    if (sumOf(aws, 'Failed') > 0 || sumOf(aws, 'Executed') <= count) throw new Error(made.log());
    return { coldMs, warmMs, peakBytes, diskBytes: await usedIn(made.temporary) };
  } finally {
    clearInterval(sampling);
    await made.stop();
    aws.close();
    target.close();
  }
}

/** One invocation with one run. Returns how long it took. */
async function run(made: SandboxedFunction): Promise<number> {
  const at = Math.floor(Date.now() / 1_000);
  const body = encodeBatch({ location: LOCATION, minute: at, runs: [{ check: CHECK, at }] });
  const began = performance.now();
  await made.invoke({ Records: [{ messageId: 'one', body }] });
  return performance.now() - began;
}

const variablesOf = (aws: FakeAws, target: string) => ({
  LOCATION,
  HOME_REGION: LOCATION,
  SPOOL_QUEUE_URL: `${aws.url}/spool`,
  EVIDENCE_BUCKET: 'evidence',
  VEDETTE_TARGET: target,
  AWS_ENDPOINT_URL: aws.url,
  AWS_REGION: LOCATION,
  AWS_ACCESS_KEY_ID: 'testing',
  AWS_SECRET_ACCESS_KEY: 'testing',
});

const sumOf = ({ datums }: FakeAws, name: string): number =>
  datums
    .filter(({ MetricName }) => MetricName === name)
    .flatMap(({ Values = [] }) => Values)
    .reduce((sum, value) => sum + value, 0);

async function usedIn(directory: string): Promise<number> {
  const { bsize, blocks, bfree } = await statfs(directory);
  return (blocks - bfree) * bsize;
}
