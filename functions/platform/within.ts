import { formatMs } from '../../model/duration.ts';
import type { Clock } from './clock.ts';

/** What was asked for did not come in time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

interface WithinOptions<Value> {
  readonly ms: number;
  readonly clock: Clock;
  /** Heeds its signal. */
  readonly work: (signal: AbortSignal) => Promise<Value>;
}

/** Does some work within a time. Throws what the work throws, `TimedOut` once the time is over. */
export async function within<Value>({ ms, clock, work }: WithinOptions<Value>): Promise<Value> {
  const timeout = new AbortController();
  const done = new AbortController();
  const late = new TimedOut(`no answer within ${formatMs(ms)}`);
  void clock.sleep(ms, done.signal).then(() => timeout.abort(late));
  try {
    return await work(timeout.signal);
  } catch (error) {
    throw timeout.signal.aborted ? late : error;
  } finally {
    done.abort();
  }
}
