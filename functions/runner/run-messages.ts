import type { Check } from '../../model/check.ts';
import { datumsOf } from '../../model/check-metrics.ts';
import { type Datum, selfDatum } from '../../model/metric.ts';
import { FLUSH_RESERVE_MS, RUN_BUDGET_MS, type Run } from '../../model/plan.ts';
import { type BatchMessage, decodeBatch } from '../dispatch/message.ts';
import { type Log, logResult } from '../platform/log.ts';
import type { Sink } from '../sinks/sink.ts';
import type { RunnerPorts } from './attempt.ts';
import { runBatch } from './run-batch.ts';
import type { Job } from './run-check.ts';
import { Tally } from './tally.ts';

export interface ProbePorts {
  readonly checks: readonly Check[];
  readonly location: string;
  readonly runner: RunnerPorts;
  readonly sink: Sink;
  readonly log: Log;
  /** The share of passed results that are logged, 0 to 1. */
  readonly sampleRate: number;
  readonly random: () => number;
}

interface CarriedMessage {
  readonly messageId: string;
  readonly body: string;
}

/**
 * Runs every batch in these messages as one, and publishes what came of it. Returns the messages that are not ours,
 * which thus reach the dead-letter queue; nothing else is ever run again, because a late probe is worse than a gap.
 *
 * SQS may bring a message twice. At once: the probes are made twice, the checks' alarms read the maximum and do not
 * see it, and `Executed` counts too many for that minute, which can hide a batch that went missing in the same
 * minute but cannot raise a false alarm. After the visibility timeout: what is stale by then is dropped, and what is
 * not (a check with a longer interval) is run as above.
 */
export async function runMessages(
  messages: readonly CarriedMessage[],
  remainingMs: number,
  ports: ProbePorts,
): Promise<CarriedMessage[]> {
  const { location, runner, log, sampleRate, random } = ports;
  const { batches, foreign } = read(messages, ports);
  const tally = new Tally(location);
  const jobs = batches.flatMap(({ runs }) => jobsOf(runs, tally, ports));
  const datums: Datum[] = [];
  await runBatch({
    jobs,
    ports: runner,
    budgetMs: Math.max(0, Math.min(RUN_BUDGET_MS, remainingMs - FLUSH_RESERVE_MS)),
    onResult: (result, { check }) => {
      tally.result(result);
      datums.push(...datumsOf(check, result));
      logResult(result, { log, sampleRate, random });
    },
  });
  await publish([...datums, ...tally.datums()], ports);
  return foreign;
}

function read(messages: readonly CarriedMessage[], { location, log }: ProbePorts) {
  const batches: BatchMessage[] = [];
  const foreign: CarriedMessage[] = [];
  for (const message of messages) {
    const batch = decodeBatch(message.body);
    if (batch?.location === location) batches.push(batch);
    else {
      foreign.push(message);
      const bytes = Buffer.byteLength(message.body);
      log.error('a message in the probe queue is not ours', { messageId: message.messageId, bytes });
    }
  }
  return { batches, foreign };
}

/** The runs that are still worth making; the others are counted as dropped. */
function jobsOf(runs: readonly Run[], tally: Tally, { checks, location, runner, log }: ProbePorts): Job[] {
  const known = new Map(checks.map((check) => [check.id, check]));
  return runs.flatMap(({ check: id, at }) => {
    const check = known.get(id);
    const dueAt = at * 1_000;
    if (check && runner.clock.now() - dueAt <= check.everyMs) return [{ check, dueAt, location }];
    tally.dropped(dueAt);
    log.warn('a run was dropped', {
      check: id,
      dueAt: new Date(dueAt).toISOString(),
      why: check ? 'stale' : 'unknown',
    });
    return [];
  });
}

/** Delivers the datums, and then, only if some were not taken, how many: `Undelivered` is a sum. */
async function publish(datums: readonly Datum[], { sink, log, location, runner }: ProbePorts): Promise<void> {
  if (datums.length === 0) return;
  const delivery = await sink.deliver(datums);
  const undelivered = delivery.spooled + delivery.lost;
  if (undelivered === 0) return;
  log.error('datapoints were not delivered', { ...delivery });
  await sink.deliver([selfDatum('undelivered', undelivered, location, runner.clock.now())]);
}
