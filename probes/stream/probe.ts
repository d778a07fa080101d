import type { Assertion, Reading } from '../../model/assertion/assertion.ts';
import { quote } from '../../model/assertion/operators.ts';
import { percentileOf } from '../../model/distribution.ts';
import { formatMs } from '../../model/duration.ts';
import type { Observation } from '../../model/judge.ts';
import { Flow, type FlowSummary } from '../../model/market/flow.ts';
import {
  silentSymbols,
  streamFindings,
  streamItems,
  type Watched,
} from '../../model/market/stream-findings.ts';
import { durationOf, type Phase } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import { calendarOf } from '../../model/session/calendar.ts';
import { type Request, requestOf } from '../http/request.ts';
import { dialOf } from '../http/visit.ts';
import type { CheckOf } from '../kinds.ts';
import { certificateReading, summarize } from '../net/certificate.ts';
import { CertificateRefused, type Connection } from '../net/dial.ts';
import { faultOf } from '../net/fault.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import { Deadline, type ProbeContext } from '../probe.ts';
import { type ClockOffset, clockOffset } from './clocks.ts';
import { Listener } from './listener.ts';
import { fitting, MessageReader, phraseOf } from './messages.ts';
import { type ReadyTurn, readyTurns } from './opening.ts';
import { openWebSocket } from './websocket.ts';
import { UpgradeRefused, type Wire } from './wire.ts';

/** Connects, subscribes, and watches what comes for a window. While its market is closed it asks nothing. */
export async function probe(check: CheckOf<'stream'>, context: ProbeContext): Promise<Observation> {
  const market = marketAt(check.spec, context.now());
  if (!market) return closed();
  // Secrets are read before the stopwatch starts: how long our own store takes is not the target's time.
  const request = await requestOf(check.spec.request, context);
  const turns = await readyTurns(check.spec, context.secrets);
  return new Attempt(check, context, market).make(request, turns);
}

interface OpenMarket {
  /** How long it may be watched before the market closes, in milliseconds. */
  readonly windowMs: number;
  /** Whether it has been open for longer than the grace. */
  readonly isSettled: boolean;
}

function marketAt(
  { calendar: option, windowMs, graceMs }: CheckOf<'stream'>['spec'],
  now: number,
): OpenMarket | undefined {
  const calendar = calendarOf(option);
  if (!calendar.isOpen(now)) return undefined;
  const { nextClose = Number.POSITIVE_INFINITY, previousOpen = Number.NEGATIVE_INFINITY } = {
    nextClose: calendar.nextClose(now),
    previousOpen: calendar.previousOpen(now),
  };
  return { windowMs: Math.min(windowMs, nextClose - now), isSettled: now - previousOpen >= graceMs };
}

const closed = (): Observation => ({
  phases: {},
  read: () => ({ problem: 'the market is closed' }),
  measurements: { in_session: 0 },
  evidence: () => ({}),
});

/** How long each symbol had been silent when it was last watched. */
type Remembered = ReadonlyMap<string, number>;

/** What is known of an attempt while it goes on, so that one that breaks still tells what it saw. */
class Attempt {
  readonly #check: CheckOf<'stream'>;
  readonly #context: ProbeContext;
  readonly #market: OpenMarket;
  readonly #stopwatch: Stopwatch;
  readonly #listener: Listener;
  #connection: Connection | undefined;
  #wire: Wire | undefined;
  #clock: ClockOffset | undefined;
  #flow: FlowSummary | undefined;

  constructor(check: CheckOf<'stream'>, context: ProbeContext, market: OpenMarket) {
    this.#check = check;
    this.#context = context;
    this.#market = market;
    this.#stopwatch = new Stopwatch(context.monotonic);
    this.#listener = new Listener(new MessageReader(check.spec), context.monotonic);
  }

  async make(request: Request, turns: readonly ReadyTurn[]): Promise<Observation> {
    const { host } = request.url;
    try {
      await this.#connect(request);
      const refused = await this.#open(turns, host);
      this.#stopwatch.end();
      if (!refused) await this.#watch();
      return this.#seen(refused ?? this.#listener.ending?.fault);
    } catch (error) {
      if (isStop(error, this.#context.signal)) throw error;
      return this.#seen(this.#faultOf(error, host), error);
    } finally {
      await this.#wire?.letGo();
      this.#connection?.socket.destroy();
    }
  }

  async #connect(request: Request): Promise<void> {
    const { network, spec } = this.#check;
    const { dial, signal, now } = this.#context;
    const stopwatch = this.#stopwatch;
    this.#connection = await dial({ ...dialOf(request, spec.request), network, stopwatch, signal });
    stopwatch.enter('ttfb');
    const askedAt = now();
    const { protocols, maxMessageBytes } = spec;
    const connection = this.#connection;
    const ear = this.#listener;
    this.#wire = await openWebSocket({ connection, request, ear, signal, protocols, maxMessageBytes });
    stopwatch.leave();
    this.#clock = clockOffset(this.#wire.upgrade.headers.date, { askedAt, answeredAt: now() });
  }

  /** Says what is to be said, and waits for each answer. */
  async #open(turns: readonly ReadyTurn[], where: string): Promise<Fault | undefined> {
    const { ackMs } = this.#check.spec;
    this.#stopwatch.enter('transfer');
    for (const { texts, expect } of turns) {
      for (const text of texts) this.#wire?.say(text);
      if (!expect) continue;
      const came = await this.#listener.waitFor(fitting(expect), ackMs, this.#context.signal);
      if (!came) return this.#unanswered(`a message with ${phraseOf(expect)}`, formatMs(ackMs), where);
    }
    this.#stopwatch.leave();
    return undefined;
  }

  #unanswered(expected: string, within: string, where: string): Fault {
    const { lastWords, ending } = this.#listener;
    const end = ending ? `before ${ending.fault.message}` : `within ${within} (${where})`;
    if (lastWords === '' && ending)
      return { ...ending.fault, message: `expected ${expected}, but ${ending.fault.message}` };
    return lastWords === ''
      ? { reason: 'ack_timeout', message: `expected ${expected}, got nothing ${end}` }
      : { reason: 'unexpected_ack', message: `expected ${expected}, got ${quote(lastWords)} ${end}` };
  }

  async #watch(): Promise<void> {
    const { monotonic, now, signal, memory } = this.#context;
    const { spec } = this.#check;
    const startedAt = monotonic();
    const silentBefore = (memory.recall() as Remembered | undefined) ?? new Map();
    const flow = new Flow({ symbols: spec.symbols, startedAt, epochOffset: now() - startedAt, silentBefore });
    this.#listener.count(flow);
    await this.#listener.listen(this.#market.windowMs, signal);
    // A timer may ring a fraction of a millisecond early: a whole window is a whole window.
    const due = this.#listener.ending ? 0 : startedAt + this.#market.windowMs;
    this.#flow = flow.summary(Math.max(monotonic(), due));
    memory.keep(new Map([...this.#flow.symbols].map(([symbol, { silentMs }]) => [symbol, silentMs])));
  }

  #seen(fault?: Fault, error?: unknown): Observation {
    const phases = this.#stopwatch.phases();
    const refused = error instanceof CertificateRefused ? error : undefined;
    const certificate = refused?.certificate ?? this.#connection?.certificate;
    const watched = this.#flow && this.#watched(this.#flow);
    const { now } = this.#context;
    const read = ({ source, of }: Assertion): Reading =>
      source === 'phase'
        ? { value: durationOf(phases, of as Phase), reason: 'too_slow' }
        : certificateReading(certificate, now());
    return {
      phases,
      ...(fault && { fault }),
      read,
      assertions: watched ? streamFindings(watched, this.#check.spec.limits) : [],
      measurements: { in_session: 1, ...(watched && this.#measured(watched)) },
      ...(watched && { distributions: { latency: watched.flow.latency } }),
      evidence: () => ({
        ...addressOf(refused?.address ?? this.#connection?.address),
        ...bodyOf(this.#listener),
        ...(certificate && { certificates: summarize(certificate) }),
        ...(watched && { items: streamItems(watched) }),
      }),
    };
  }

  #watched(flow: FlowSummary): Watched {
    const { counts, firstMalformed } = this.#listener;
    const { spec } = this.#check;
    return {
      flow,
      ...counts,
      firstMalformed,
      silent: spec.symbols.length > 0 ? silentSymbols(flow, spec.limits) : [],
      clock: this.#clock,
      lagMs: this.#context.lag(),
      isSettled: this.#market.isSettled,
    };
  }

  #measured({
    flow,
    silent,
    clock,
    messages,
    heartbeats,
    signs,
    malformed,
    isSettled,
  }: Watched): Record<string, number> {
    const { symbols } = this.#check.spec;
    const { everyMs } = this.#check;
    const latency = (share: number) => percentileOf(flow.latency, share);
    return rounded({
      window_ms: flow.watchedMs,
      window_share: (100 * flow.watchedMs) / everyMs,
      messages,
      ticks: flow.ticks,
      heartbeats,
      pings: signs,
      malformed,
      tick_rate: (flow.ticks * 1_000) / flow.watchedMs,
      first_tick_ms: flow.firstTickMs,
      longest_gap: isSettled ? flow.longestGapMs / 1_000 : undefined,
      silent_symbols: symbols.length > 0 ? silent.length : undefined,
      silent_share: isSettled && symbols.length > 0 ? (100 * silent.length) / symbols.length : undefined,
      lost_updates: flow.lost,
      latency_p50: latency(0.5),
      latency_p95: latency(0.95),
      latency_p99: latency(0.99),
      clock_error: clock?.errorMs,
      clock_offset: clock?.offsetMs,
    });
  }

  #faultOf(error: unknown, where: string): Fault {
    if (!(error instanceof UpgradeRefused)) return faultOf(error, this.#stopwatch.stage, where);
    const { status } = error.upgrade;
    const message = `expected a stream, got status ${status} (${where})`;
    return { reason: status >= 500 ? 'server_error' : 'unexpected_status', message };
  }
}

/** Stopped by us: what was seen until then says nothing of the target. */
const isStop = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted && error === reason && !(error instanceof Deadline);

const addressOf = (address: string | undefined) => (address ? { address } : {});

const bodyOf = ({ firstMalformed, lastWords }: Listener) => {
  const body = firstMalformed?.excerpt ?? lastWords;
  return body ? { body } : {};
};

const THOUSANDTHS = 1_000;

const rounded = (values: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Math.round(value * THOUSANDTHS) / THOUSANDTHS]],
    ),
  );
