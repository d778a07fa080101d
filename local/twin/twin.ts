import type { Log } from '../../functions/platform/log.ts';
import type { SecretReader } from '../../functions/platform/secrets.ts';
import type { RunnerPorts } from '../../functions/runner/attempt.ts';
import type { Datum } from '../../model/metric.ts';
import { nextDue, type Run } from '../../model/plan.ts';
import type { Result } from '../../model/result.ts';
import type { LoadedProject } from '../project.ts';
import type { Archive } from '../store/archive.ts';
import { Alarming } from './alarming.ts';
import { Audience } from './audience.ts';
import { every } from './every.ts';
import { Probing } from './probing.ts';
import type { Watched } from './watch.ts';

export interface TwinOptions {
  readonly loaded: LoadedProject;
  /** Stays open: whoever opened it closes it, once it is over. */
  readonly archive: Archive;
  readonly ports: RunnerPorts;
  /** Those of the receivers. */
  readonly secrets: SecretReader;
  readonly log: Log;
  /** Stops it: what is in flight ends as aborted. */
  readonly signal: AbortSignal;
  /** Told of a run that was late by more than its check's interval, and not made. */
  readonly onDropped: (run: Run) => void;
}

/** A twin of the deployment in this process. */
export interface Twin {
  readonly watched: Watched;
  /** Goes on with other definitions; nothing that is remembered is lost. */
  readonly use: (loaded: LoadedProject) => Promise<void>;
  /** Goes on as it is, with what is wrong with the definitions as they are on the disk, in one line. */
  readonly keep: (problem: string) => void;
  /** Runs until it is stopped. Resolves when what was in flight is remembered, and what was being told is told. */
  readonly run: () => Promise<void>;
}

/** How often what is too old is forgotten. */
const SWEEP_MS = 60_000;

/** The checks, their alarms and who is told of them, from the timer to the receivers, by the code that is deployed. */
export function twinOf({ loaded, archive, ports, secrets, log, signal, onDropped }: TwinOptions): Twin {
  const { clock } = ports;
  const startedAt = clock.now();
  const audience = new Audience((problem) => log.error('who follows what happens broke', { problem }));
  const latest = latestOf(loaded, archive);
  let problem: string | undefined;
  let now = loaded;
  let trouble = archive.trouble();
  const tellTrouble = () => {
    if (trouble === archive.trouble()) return;
    trouble = archive.trouble();
    audience.tell({ type: 'archive', ...(trouble !== undefined && { trouble }) });
  };
  const publish = async (results: readonly Result[], datums: readonly Datum[]) => {
    alarming.put(datums);
    await archive.record(results, datums);
    tellTrouble();
  };
  const alarming = new Alarming({
    ...{ loaded, archive, clock, secrets, log, signal },
    publish: (datums) => publish([], datums),
    tell: (event) => audience.tell(event),
  });
  const probing = new Probing({
    ...{ ports, signal, publish, onDropped },
    onResult: (result) => {
      latest.set(result.check, result);
      audience.tell({ type: 'result', result });
    },
  });
  return {
    watched: {
      checks: () => now.checks,
      alarms: () => now.alarms,
      reach: ({ labels }) => now.routing.reach(labels),
      archive,
      latest: () => latest,
      nextDue: (id) => dueOf(now, id, clock.now()),
      startedAt,
      problem: () => problem,
      follow: audience.follow,
    },
    use: async (next) => {
      await alarming.use(next);
      now = next;
      problem = undefined;
      probing.use(next.checks);
      audience.tell({ type: 'definitions' });
    },
    keep: (wrong) => {
      problem = wrong;
      audience.tell({ type: 'definitions', problem: wrong });
    },
    run: async () => {
      probing.begin(now.checks);
      alarming.begin();
      const sweeping = every(SWEEP_MS, { clock, signal }, archive.sweep);
      await probing.isOver();
      await alarming.isOver();
      await sweeping;
    },
  };
}

/** As it was when it last ran. */
function latestOf({ checks }: LoadedProject, archive: Pick<Archive, 'results'>): Map<string, Result> {
  const last = checks.flatMap(({ id }) => archive.results({ check: id, limit: 1 }));
  return new Map(last.map((result) => [result.check, result]));
}

function dueOf({ checks }: LoadedProject, id: string, now: number): number | undefined {
  const check = checks.find((one) => one.id === id);
  return check?.enabled ? nextDue(check, Math.floor(now / 1_000) + 1) * 1_000 : undefined;
}
