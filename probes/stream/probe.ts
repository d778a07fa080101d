import type { Observation } from '../../model/judge.ts';
import { closedSays } from '../../model/market/closed.ts';
import { Flow, type FlowSummary } from '../../model/market/flow.ts';
import { type MarketNow, marketsAt } from '../../model/market/market-now.ts';
import { silentSymbols, type Watched } from '../../model/market/stream-findings.ts';
import type { CheckOf } from '../kinds.ts';
import { isStop } from '../net/abort.ts';
import { faultOf } from '../net/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import { idleObservation, observationOf } from './observation.ts';
import { type Ready, ready, Subscription } from './subscription.ts';

/** Connects, subscribes, and watches what comes for a window. While its market is closed it asks nothing. */
export async function probe(check: CheckOf<'stream'>, context: ProbeContext): Promise<Observation> {
  const { calendar: option, graceMs } = check.spec;
  const now = context.now();
  const market = marketsAt(now, graceMs)(option);
  if (!market.isOpen) return idleObservation(closedSays(market.calendar, now));
  const made = await ready(check.spec, context);
  return new Attempt(check, context, market).make(made);
}

/** How long each symbol had been silent when it was last watched. */
type Remembered = ReadonlyMap<string, number>;

/** What is left of the timeout for the goodbye, in milliseconds. */
const GOODBYE_MS = 300;

/** What nothing can be said of: enough not to divide by. */
const LEAST_WATCH_MS = 1;

class Attempt {
  readonly #check: CheckOf<'stream'>;
  readonly #context: ProbeContext;
  readonly #market: MarketNow;
  readonly #stopwatch: Stopwatch;
  readonly #subscription: Subscription;

  constructor(check: CheckOf<'stream'>, context: ProbeContext, market: MarketNow) {
    const { spec, network } = check;
    this.#check = check;
    this.#context = context;
    this.#market = market;
    this.#stopwatch = new Stopwatch(context.monotonic);
    this.#subscription = new Subscription({ spec, network, context, stopwatch: this.#stopwatch });
  }

  async make(made: Ready): Promise<Observation> {
    const subscription = this.#subscription;
    const seen = { check: this.#check, subscription, now: this.#context.now() };
    try {
      const refused = await subscription.open(made);
      const phases = this.#stopwatch.phases();
      if (refused) return observationOf({ ...seen, phases, fault: refused });
      const watched = await this.#watch();
      return observationOf({ ...seen, phases, watched, fault: subscription.listener.ended });
    } catch (error) {
      if (isStop(error, this.#context.signal)) throw error;
      const fault = faultOf(error, this.#stopwatch.stage, made.request.url.host);
      return observationOf({ ...seen, phases: this.#stopwatch.phases(), fault, error });
    } finally {
      await subscription.close();
    }
  }

  async #watch(): Promise<Watched> {
    const { monotonic, now, memory } = this.#context;
    const { symbols, sanity } = this.#check.spec;
    const startedAt = monotonic();
    const silentBefore = (memory.recall() as Remembered | undefined) ?? new Map();
    const flow = new Flow({ symbols, startedAt, epochOffset: now() - startedAt, sanity, silentBefore });
    const windowMs = Math.min(this.#check.spec.windowMs, this.#leftMs());
    const before = performance.eventLoopUtilization();
    await this.#subscription.watch(flow, windowMs);
    const summary = flow.summary(monotonic());
    memory.keep(new Map([...summary.symbols].map(([symbol, { silentMs }]) => [symbol, silentMs])));
    return this.#watched(summary, performance.eventLoopUtilization(before).utilization);
  }

  /** A target that was slow to open leaves less to watch, and so does a market that is about to close. */
  #leftMs(): number {
    const { now } = this.#context;
    const tookMs = this.#stopwatch.phases().total ?? 0;
    const ofTimeout = this.#check.timeoutMs - tookMs - GOODBYE_MS;
    const ofSession = (this.#market.calendar.nextClose(now()) ?? Number.POSITIVE_INFINITY) - now();
    return Math.max(LEAST_WATCH_MS, Math.min(ofTimeout, ofSession));
  }

  #watched(flow: FlowSummary, busyShare: number): Watched {
    const { listener, clock } = this.#subscription;
    const { symbols, limits } = this.#check.spec;
    return {
      flow,
      ...listener.counts,
      firstMalformed: listener.firstMalformed,
      wanted: symbols.length,
      silent: symbols.length > 0 ? silentSymbols(flow, limits) : [],
      clock,
      lagMs: this.#context.lag(),
      busyShare,
      isSettled: this.#market.isSettled,
    };
  }
}
