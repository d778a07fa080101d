import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import project from '../../checks/index.ts';
import { encodeBatch } from '../../functions/dispatch/message.ts';
import { checksAt } from '../../functions/handlers/checks.ts';
import { merge } from '../../functions/sinks/cloudwatch/merge.ts';
import { bundle } from '../../lib/bundle.ts';
import { selfDatum } from '../../model/metric.ts';
import { MINUTE_SECONDS } from '../../model/plan.ts';
import { kinds } from '../../probes/kinds.ts';
import { snsBody } from '../../test/notifier.ts';
import { type Benchmark, median, type Row, times } from '../benchmark.ts';
import { lambdaNode } from './node.ts';
import { type Firsts, Lookout } from './start.ts';

const LOCATION = 'ap-southeast-2';

const ROUNDS = 15;
const QUICK_ROUNDS = 5;

interface Contender {
  readonly directory: string;
  readonly event: unknown;
  readonly until: keyof Firsts;
  readonly what: string;
}

export const coldStart: Benchmark = {
  about: 'spawn to the first thing that a handler does, in a process of its own',
  run: async ({ quick }) => {
    const scratch = await mkdtemp(join(tmpdir(), 'vedette-bench-'));
    const lookout = new Lookout();
    try {
      const node = await lambdaNode();
      const contenders = await contendersIn(scratch);
      const variables = variablesFor(await lookout.open());
      const taken: Record<string, number[]> = {};
      for (let round = 0; round < (quick ? QUICK_ROUNDS : ROUNDS); round++) {
        for (const [name, { directory, event, until }] of Object.entries(contenders)) {
          const firsts = await lookout.watch({ node, directory, event, variables }, until);
          taken[name] = [...(taken[name] ?? []), firsts[until] ?? Number.NaN];
        }
      }
      return rowsOf(contenders, taken, execFileSync(node, ['--version'], { encoding: 'utf8' }).trim());
    } finally {
      lookout.close();
      await rm(scratch, { recursive: true });
    }
  },
};

/** The handlers as they are deployed, with the example's checks; and one that does nothing at all. */
async function contendersIn(scratch: string): Promise<Record<string, Contender>> {
  const empty = join(scratch, 'empty');
  await mkdir(empty);
  await writeFile(join(empty, 'index.mjs'), 'export const handler = async () => {};\n');
  const { probe, dispatch, notify, reconcile, 'flush-spool': flush } = await bundle({ to: scratch, kinds });
  const second = Math.floor(Date.now() / 1_000);
  const minute = second - (second % MINUTE_SECONDS);
  const runs = checksAt(LOCATION, project).map(({ id }) => ({ check: id, at: second }));
  const batch = encodeBatch({ location: LOCATION, minute, runs });
  const { entries } = merge([selfDatum('executed', 1, LOCATION, minute * 1_000)], Date.now());
  const spooled = JSON.stringify({ v: 1, entries });
  const alarm = snsBody({ name: 'vedette/quote/failed', state: 'ALARM', at: Date.now() });
  return {
    'an empty handler': { directory: empty, event: {}, until: 'returned', what: 'it returns' },
    probe: { directory: probe, event: records(batch), until: 'probed', what: 'the first probe leaves' },
    dispatch: {
      directory: dispatch,
      event: { time: new Date(minute * 1_000).toISOString() },
      until: 'called',
      what: 'the first call to AWS',
    },
    'flush-spool': {
      directory: flush,
      event: records(spooled),
      until: 'called',
      what: 'the first call to AWS',
    },
    notify: { directory: notify, event: records(alarm), until: 'called', what: 'the first call to AWS' },
    reconcile: { directory: reconcile, event: {}, until: 'called', what: 'the first call to AWS' },
  };
}

const records = (body: string) => ({ Records: [{ messageId: 'm', body }] });

const variablesFor = ({ target, aws }: { target: string; aws: string }) => ({
  VEDETTE_TARGET: target,
  AWS_ENDPOINT_URL: aws,
  AWS_REGION: LOCATION,
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  LOCATION,
  HOME_REGION: LOCATION,
  PROBE_QUEUE_URL: `${aws}/1/probe`,
  SPOOL_QUEUE_URL: `${aws}/1/spool`,
  DEAD_LETTER_QUEUE_URLS: `${aws}/1/dead`,
  WAKE_QUEUE_URL: `${aws}/1/notify`,
  TABLE_NAME: 'notifications',
  VEDETTE_SLACK_CHANNEL: 'C0123456789',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});

function rowsOf(
  contenders: Record<string, Contender>,
  taken: Record<string, number[]>,
  version: string,
): Row[] {
  const [[yardstick = ''] = []] = Object.entries(taken);
  return Object.entries(contenders).map(([name, { what }]) => ({
    name,
    value: median(taken[name] ?? []),
    unit: 'ms',
    ratio:
      name === yardstick ? '' : times(median(taken[name] ?? []), median(taken[yardstick] ?? []), yardstick),
    note: `until ${what}, Node ${version}`,
  }));
}
