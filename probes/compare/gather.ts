import type { Said } from '../../model/market/compared-symbol.ts';
import type { Tick } from '../../model/market/tick.ts';
import type { Phases } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import type { Evidence } from '../../model/result.ts';
import { fetchAll } from '../freshness/fetch.ts';
import type { CheckOf } from '../kinds.ts';
import { isStop } from '../net/abort.ts';
import { faultOf } from '../net/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import { ready, Subscription } from '../stream/subscription.ts';
import type { SourceSpec } from './check.ts';

type Polled = Extract<SourceSpec, { polled: unknown }>;
type Pushed = Extract<SourceSpec, { pushed: unknown }>;

/** What all sources said. */
export interface Gathered {
  readonly sources: readonly Said[];
  /** `total` is how long it took, without the time that streams were watched. */
  readonly phases: Phases;
  /** The first source that could not be asked; then nothing is compared. */
  readonly fault?: Fault;
  readonly evidence: () => Evidence;
}

interface Answer {
  readonly said: Said;
  readonly fault?: Fault | undefined;
  readonly evidence?: () => Evidence;
}

/**
 * Watches the streams first and asks the others when the window is over: what those then know of, the streams must have
 * said. Throws what is our own fault.
 */
export async function askAll(check: CheckOf<'compare'>, context: ProbeContext): Promise<Gathered> {
  const { sources } = check.spec;
  const { monotonic } = context;
  const began = monotonic();
  const pushed = sources.filter((source) => 'pushed' in source);
  const polled = sources.filter((source) => 'polled' in source);
  const heard = await Promise.all(pushed.map((source) => listen(source, check, context)));
  const asked = await Promise.all(polled.map((source) => ask(source, check, context)));
  const answers = [...asked, ...heard];
  const total = monotonic() - began - (pushed.length > 0 ? windowOf(check) : 0);
  const refused = answers.find(({ fault }) => fault);
  const order = sources.map(({ name }) => name);
  return {
    sources: answers
      .map(({ said }) => said)
      .sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name)),
    phases: { total: Math.max(0, total) },
    ...(refused?.fault && { fault: named(refused.said.name, refused.fault) }),
    evidence: refused?.evidence ?? (() => ({})),
  };
}

/** What asking takes after a window, in milliseconds: a timeout that is shorter than both leaves less to watch. */
const ASKING_MS = 1_000;

/** How long streams are watched, in milliseconds. */
const windowOf = ({ spec, timeoutMs }: CheckOf<'compare'>): number =>
  Math.max(0, Math.min(spec.windowMs, timeoutMs - ASKING_MS));

const named = (name: string, { reason, message }: Fault): Fault => ({
  reason,
  message: `${name}: ${message}`,
});

async function ask(
  { name, polled }: Polled,
  { network }: CheckOf<'compare'>,
  context: ProbeContext,
): Promise<Answer> {
  const { journeys, answers, fault } = await fetchAll({ spec: polled, network }, context);
  const made = journeys.flat();
  const broken = made.find((step) => step.fault);
  const evidence = (broken ?? made.at(-1))?.seen.evidence;
  return {
    said: { name, ticks: latestOf(answers.flatMap(({ ticks }) => ticks)) },
    fault: broken?.fault ?? fault,
    ...(evidence && { evidence }),
  };
}

async function listen(
  { name, pushed }: Pushed,
  check: CheckOf<'compare'>,
  context: ProbeContext,
): Promise<Answer> {
  const made = await ready(pushed, context);
  const stopwatch = new Stopwatch(context.monotonic);
  const subscription = new Subscription({ spec: pushed, network: check.network, context, stopwatch });
  const ticks = new Map<string, Tick>();
  try {
    const refused = await subscription.open(made);
    const since = context.now();
    if (refused) return { said: { name, ticks, since }, fault: refused };
    await subscription.watch(
      { tick: (tick) => void ticks.set(tick.symbol, newer(ticks.get(tick.symbol), tick)) },
      windowOf(check),
      context.signal,
    );
    return { said: { name, ticks, since }, fault: subscription.listener.ended };
  } catch (error) {
    if (isStop(error, context.signal)) throw error;
    return { said: { name, ticks }, fault: faultOf(error, stopwatch.stage, made.request.url.host) };
  } finally {
    await subscription.close();
  }
}

function latestOf(ticks: readonly Tick[]): ReadonlyMap<string, Tick> {
  const latest = new Map<string, Tick>();
  for (const tick of ticks) latest.set(tick.symbol, newer(latest.get(tick.symbol), tick));
  return latest;
}

/** Of the same time, the one that came last. */
const newer = (before: Tick | undefined, tick: Tick): Tick =>
  before?.at !== undefined && (tick.at ?? 0) < before.at ? before : tick;
