import type { Delivery, Sink } from '../sink.ts';
import { countOf, merge } from './merge.ts';
import { type PutOptions, put } from './put.ts';
import type { Kept, Spool } from './spool.ts';

interface CloudWatchSinkOptions extends PutOptions {
  /** Keeps what CloudWatch does not take for now. @default none: it is lost */
  readonly spool?: Spool;
}

/**
 * Publishes datums with PutMetricData, in CloudWatch's namespace `Vedette`. A call whose answer did not come may have
 * been taken and is made again all the same: a value twice is better than none, and `Maximum`, which the checks'
 * alarms read, does not see the difference.
 */
export function cloudWatchSink({ spool = noSpool, ...options }: CloudWatchSinkOptions): Sink {
  return {
    deliver: async (datums): Promise<Delivery> => {
      const merged = merge(datums, options.clock.now());
      const outcome = await put(merged.entries, options);
      const kept = outcome.pending.length > 0 ? await spool(outcome.pending) : NOTHING;
      const problem = [merged.problem, outcome.problem, kept.problem].filter(Boolean).join('; ');
      return {
        delivered: countOf(outcome.delivered),
        spooled: countOf(kept.spooled),
        lost: merged.refused + countOf(outcome.refused) + countOf(kept.lost),
        ...(problem && { problem }),
      };
    },
  };
}

const NOTHING: Kept = { spooled: [], lost: [] };

const noSpool: Spool = async (entries) => ({ spooled: [], lost: entries });
