import { systemClock } from '../../functions/platform/clock.ts';
import { environmentSecrets } from '../../functions/platform/secrets.ts';
import { formatMs } from '../../model/duration.ts';
import { suggest } from '../../model/finding.ts';
import type { Receiver } from '../../model/receiver.ts';
import { deployedRoad } from '../deployed.ts';
import { tableLines } from '../display/text.ts';
import { type Drilled, type DrillRoad, drill as drillOne } from '../drill.ts';
import { type LoadedProject, loadProject } from '../project.ts';
import { stopSignal } from '../stop.ts';
import { UsageError } from '../usage-error.ts';

export interface DrillCommandOptions {
  readonly checks?: string;
  /** @default all */
  readonly receiver?: string;
  /** On this machine, not in what is deployed. @default false */
  readonly local?: boolean;
  readonly json?: boolean;
}

/** CloudWatch, SNS, a batch and the receiver together take some seconds; a reconciliation heals what was lost within a minute. */
const TIMEOUT_MS = 120_000;

/** Sends a marked test to the receivers over the whole road. 0 when all of them took it and its end, else 1. */
export async function drill({ checks, receiver, local, json }: DrillCommandOptions): Promise<number> {
  const loaded = await loadProject(checks);
  const receivers = chosen(loaded.receivers, receiver);
  const signal = stopSignal();
  const road = local ? await localRoad(loaded) : deployedRoad(loaded.project.home);
  const drilled = await Promise.all(
    receivers.map((one) => drillOne(one, road, { timeoutMs: TIMEOUT_MS, signal })),
  );
  const lines = json ? drilled.map((one) => JSON.stringify(one)) : table(drilled);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  await road.close();
  return drilled.some(({ problem }) => problem) ? 1 : 0;
}

function chosen(receivers: readonly Receiver[], name: string | undefined): readonly Receiver[] {
  const found = receivers.filter((receiver) => name === undefined || receiver.name === name);
  if (found.length > 0) return found;
  const names = receivers.map((receiver) => receiver.name);
  throw new UsageError(`no receiver is called ${JSON.stringify(name)}; ${suggest(name ?? '', names)}`);
}

/** The road on this machine: the notifier's own code, a queue and a store in memory. */
async function localRoad(loaded: LoadedProject): Promise<DrillRoad> {
  const [{ localNotifier }, { sqliteStore }] = await Promise.all([
    import('../notifier/notifier.ts'),
    import('../store/sqlite-store.ts'),
  ]);
  const store = sqliteStore();
  const notifier = await localNotifier({
    loaded,
    store,
    secrets: environmentSecrets(process.env),
    clock: systemClock,
    log: SILENT,
    gatherMs: 0, // nobody drills to see how long alarms are gathered
    inbox: ({ receiver, subject }) => process.stderr.write(`${receiver}: ${subject}\n`),
  });
  return {
    store,
    clock: systemClock,
    setState: async (alarm, state) => notifier.publish({ alarm, state, reason: 'a drill' }),
    close: async () => {
      await notifier.close();
      store.close();
    },
  };
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

function table(drilled: readonly Drilled[]): string[] {
  const rows = drilled.flatMap(({ receiver, hops }) =>
    hops.map(({ name, ms }) => [receiver, name, ms === undefined ? '-' : formatMs(ms)]),
  );
  const problems = drilled.flatMap(({ receiver, problem }) => (problem ? [`${receiver}: ${problem}`] : []));
  const lines = tableLines([['RECEIVER', 'HOP', 'TOOK'], ...rows], { right: [2] });
  return [...lines, ...(problems.length > 0 ? ['', ...problems] : [])];
}
