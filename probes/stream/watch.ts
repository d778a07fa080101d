import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Flow } from '../../model/market/flow.ts';
import { silentSymbols, type Watched } from '../../model/market/stream-findings.ts';
import type { ProbeContext } from '../probe.ts';
import type { StreamSpec } from './check.ts';
import type { Subscription } from './subscription.ts';

/** How long each symbol has been silent over the time that it was watched, in milliseconds. */
export type Silences = ReadonlyMap<string, number>;

interface WatchOptions {
  readonly spec: StreamSpec;
  readonly subscription: Subscription;
  readonly context: Pick<ProbeContext, 'monotonic' | 'now'>;
  readonly silentBefore: Silences;
}

/** How often our own event loop is looked at while nobody else does, in milliseconds. */
const RESOLUTION_MS = 20;

const NS_PER_MS = 1e6;

/** What comes over a subscription, told as often as it is asked for: each time of what came since. */
export class Watch {
  readonly subscription: Subscription;
  readonly #options: WatchOptions;
  readonly #flow: Flow;
  /** There while nobody but this looks at our event loop. */
  #delay: IntervalHistogram | undefined;
  #takenAt: number;
  #busy = performance.eventLoopUtilization();
  #lease: NodeJS.Timeout | undefined;
  /** Closed by us: what it would say is over. */
  isClosed = false;

  constructor(options: WatchOptions) {
    const { spec, context, silentBefore, subscription } = options;
    const { symbols, sanity } = spec;
    const startedAt = context.monotonic();
    const epochOffset = context.now() - startedAt;
    this.#options = options;
    this.subscription = subscription;
    this.#takenAt = startedAt;
    this.#flow = new Flow({ symbols, startedAt, epochOffset, sanity, silentBefore });
  }

  /** Takes what comes until so long after the last time that it was told, or until the connection ends. Throws the signal's reason. */
  async listen(forMs: number, signal: AbortSignal): Promise<void> {
    const leftMs = forMs - (this.#options.context.monotonic() - this.#takenAt);
    if (leftMs > 0) await this.subscription.watch(this.#flow, leftMs, signal);
  }

  /** What came since the last time. `lagMs` is how late we were ourselves as far as the attempt knows. */
  take({ lagMs, isSettled }: Pick<Watched, 'lagMs' | 'isSettled'>): Watched {
    const { spec, context } = this.#options;
    const { listener, clock } = this.subscription;
    const now = context.monotonic();
    const flow = this.#flow.summary(now);
    const watched = {
      flow,
      ...listener.counts,
      firstMalformed: listener.firstMalformed,
      wanted: spec.symbols.length,
      silent: spec.symbols.length > 0 ? silentSymbols(flow, spec.limits) : [],
      clock,
      lagMs: Math.max(lagMs, this.#lagMs()),
      busyShare: performance.eventLoopUtilization(this.#busy).utilization,
      isSettled,
    };
    this.#flow.restart(now);
    listener.restart();
    this.#takenAt = now;
    this.#delay?.reset();
    this.#busy = performance.eventLoopUtilization();
    return watched;
  }

  /** Goes on without an attempt, for so long at most: whoever forgets it leaves nothing behind. */
  leave(forMs: number): void {
    clearTimeout(this.#lease);
    this.#delay ??= monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#delay.enable();
    this.#lease = setTimeout(() => void this.close(), forMs).unref();
    this.subscription.unref();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.#lease);
    this.#delay?.disable();
    await this.subscription.close();
  }

  /** How late our own event loop was at most, of the time between attempts: what is noted has the interval in it. */
  #lagMs(): number {
    return this.#delay ? this.#delay.max / NS_PER_MS - RESOLUTION_MS : 0;
  }
}
