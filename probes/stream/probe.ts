import type { Observation } from '../../model/judge.ts';
import { closedSays } from '../../model/market/closed.ts';
import { type MarketNow, marketsAt } from '../../model/market/market-now.ts';
import type { Watched } from '../../model/market/stream-findings.ts';
import type { CheckOf } from '../kinds.ts';
import { isStop } from '../net/abort.ts';
import { faultOf } from '../net/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import { idleObservation, observationOf } from './observation.ts';
import { type Ready, ready, Subscription } from './subscription.ts';
import { type Silences, Watch } from './watch.ts';

/** What one check remembers. */
interface Remembered {
  readonly silences: Silences;
  /** A connection that was kept. */
  readonly open?: Watch;
}

/**
 * Connects, subscribes, and watches what comes for a window; or, of a connection that was kept, tells what came since the
 * last time. While its market is closed it asks nothing.
 */
export async function probe(check: CheckOf<'stream'>, context: ProbeContext): Promise<Observation> {
  const { calendar: option, graceMs } = check.spec;
  const now = context.now();
  const market = marketsAt(now, graceMs)(option);
  const { open, silences } = (context.memory.recall() as Remembered | undefined) ?? NOTHING;
  if (!market.isOpen) {
    context.memory.keep({ silences } satisfies Remembered);
    await open?.close();
    return idleObservation(closedSays(market.calendar, now));
  }
  const attempt = new Attempt(check, context, market);
  return open && !open.isClosed
    ? attempt.goOn(open)
    : attempt.make(await ready(check.spec, context), silences);
}

const NOTHING: Remembered = { silences: new Map() };

/** What is left of the timeout for the goodbye, in milliseconds. */
const GOODBYE_MS = 300;

/** What nothing can be said of: enough not to divide by. */
const LEAST_WATCH_MS = 1;

/** So many intervals without a run, and a kept connection is closed: its check is gone, or is another one now. */
const LEASE_RUNS = 3;

class Attempt {
  readonly #check: CheckOf<'stream'>;
  readonly #context: ProbeContext;
  readonly #market: MarketNow;
  readonly #stopwatch: Stopwatch;

  constructor(check: CheckOf<'stream'>, context: ProbeContext, market: MarketNow) {
    this.#check = check;
    this.#context = context;
    this.#market = market;
    this.#stopwatch = new Stopwatch(context.monotonic);
  }

  async make(made: Ready, silentBefore: Silences): Promise<Observation> {
    const { spec, network } = this.#check;
    const context = this.#context;
    const subscription = new Subscription({ spec, network, context, stopwatch: this.#stopwatch });
    const seen = { check: this.#check, subscription, now: context.now() };
    let watch: Watch | undefined;
    try {
      const refused = await subscription.open(made);
      const phases = this.#stopwatch.phases();
      if (refused) return observationOf({ ...seen, phases, fault: refused });
      watch = new Watch({ spec, subscription, context, silentBefore });
      await watch.listen(Math.min(spec.windowMs, this.#leftMs()), context.signal);
      return observationOf({
        ...seen,
        phases,
        watched: this.#take(watch),
        fault: subscription.listener.ended,
      });
    } catch (error) {
      if (isStop(error, context.signal)) throw error;
      const fault = faultOf(error, this.#stopwatch.stage, made.request.url.host);
      return observationOf({ ...seen, phases: this.#stopwatch.phases(), fault, error });
    } finally {
      if (!this.#isKept(watch)) await (watch ?? subscription).close();
    }
  }

  /** Tells what came since the last run. Nothing is waited for, unless it was told less than a window ago. */
  async goOn(watch: Watch): Promise<Observation> {
    const { subscription } = watch;
    await watch.listen(Math.min(this.#check.spec.windowMs, this.#leftMs()), this.#context.signal);
    const { ended } = subscription.listener;
    const watched = this.#take(watch);
    if (ended) await watch.close();
    const now = this.#context.now();
    return observationOf({ check: this.#check, subscription, now, phases: {}, watched, fault: ended });
  }

  /** A target that was slow to open leaves less to watch, and so does a market that is about to close. */
  #leftMs(): number {
    const { now } = this.#context;
    const tookMs = this.#stopwatch.phases().total ?? 0;
    const ofTimeout = this.#check.timeoutMs - tookMs - GOODBYE_MS;
    const ofSession = (this.#market.calendar.nextClose(now()) ?? Number.POSITIVE_INFINITY) - now();
    return Math.max(LEAST_WATCH_MS, Math.min(ofTimeout, ofSession));
  }

  /** What came, with what of it is remembered for the next run. */
  #take(watch: Watch): Watched {
    const { lag, memory } = this.#context;
    const watched = watch.take({ lagMs: lag(), isSettled: this.#market.isSettled });
    const silences = new Map([...watched.flow.symbols].map(([symbol, { silentMs }]) => [symbol, silentMs]));
    const isKept = this.#check.spec.keepOpen && memory.staysAwake && !watch.subscription.listener.ended;
    if (isKept) watch.leave(LEASE_RUNS * this.#check.everyMs);
    memory.keep({ silences, ...(isKept && { open: watch }) } satisfies Remembered);
    return watched;
  }

  #isKept(watch: Watch | undefined): boolean {
    const remembered = this.#context.memory.recall() as Remembered | undefined;
    return watch !== undefined && remembered?.open === watch;
  }
}
