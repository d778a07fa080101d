import type { AssertionOutcome } from '../assertion/assertion.ts';
import { percentileOf } from '../distribution.ts';
import { formatMs } from '../duration.ts';
import { counted } from '../line.ts';
import type { Reason } from '../reason.ts';
import { type EvidenceItem, MOST_ITEMS } from '../result.ts';
import { isTolerated, printed } from './finding.ts';
import type { FlowSummary } from './flow.ts';

/** What a stream is held against. Durations are milliseconds, shares 0 to 1. */
export interface StreamLimits {
  readonly firstTickMs: number | undefined;
  readonly gapMs: number;
  readonly silenceMs: number;
  /** Limits by symbol, where they are not the usual one. */
  readonly silenceOf: Readonly<Record<string, number>>;
  readonly tolerate: number;
  readonly latencyMs: readonly { readonly share: number; readonly limitMs: number }[];
  readonly ticksPerSecond: number | undefined;
}

export interface Watched {
  readonly flow: FlowSummary;
  readonly messages: number;
  readonly heartbeats: number;
  readonly signs: number;
  readonly malformed: number;
  readonly firstMalformed: { readonly why: string; readonly excerpt: string } | undefined;
  /** How many symbols must tick. */
  readonly wanted: number;
  /** The wanted symbols that have been silent for too long, the longest first. */
  readonly silent: readonly SilentSymbol[];
  readonly clock: { readonly offsetMs: number; readonly errorMs: number } | undefined;
  /** How late we were ourselves, at most. */
  readonly lagMs: number;
  /** The share of the watch that our own thread was busy, 0 to 1. */
  readonly busyShare: number;
  /** Whether the market has been open for long enough that silence means something. */
  readonly isSettled: boolean;
}

export interface SilentSymbol {
  readonly symbol: string;
  readonly silentMs: number;
  readonly limitMs: number;
}

/** A timer may ring a fraction of a millisecond early: a whole window is a whole window. */
const GRAIN_MS = 1;

const reaches = (ms: number, limitMs: number): boolean => ms > limitMs - GRAIN_MS;

/** The wanted symbols that are silent, the longest over its limit first. */
export function silentSymbols(
  { symbols }: FlowSummary,
  { silenceMs, silenceOf }: StreamLimits,
): SilentSymbol[] {
  return [...symbols]
    .map(([symbol, { silentMs }]) => ({ symbol, silentMs, limitMs: silenceOf[symbol] ?? silenceMs }))
    .filter(({ silentMs, limitMs }) => reaches(silentMs, limitMs))
    .sort((one, other) => other.silentMs - other.limitMs - (one.silentMs - one.limitMs));
}

/** Lost or unreadable up to this share of all degrades; more fails. */
const STRAY_SHARE = 0.01;

/** What is to be said of a watch, held or broken: what explains the most comes first. */
export function streamFindings(watched: Watched, limits: StreamLimits): AssertionOutcome[] {
  return [
    malformed(watched),
    ...(watched.isSettled ? silence(watched, limits) : []),
    ...lateness(watched, limits),
    lost(watched),
    wentBack(watched),
    ...watched.flow.sanity,
  ];
}

interface Complaint {
  readonly reason: Reason;
  readonly message: string;
  readonly degrades?: boolean;
  /** What of it may be our own delay; absent when none of it can be. */
  readonly ours?: string | undefined;
}

function outcome(source: string, assertion: string, complaint: Complaint | undefined): AssertionOutcome {
  if (!complaint) return { assertion, source, verdict: 'held' };
  const { reason, message, degrades, ours } = complaint;
  if (ours)
    return {
      assertion,
      source,
      verdict: 'unreliable',
      reason,
      message: `${message}; not counted, because ${ours}`,
    };
  return { assertion, source, verdict: 'broken', ...(degrades && { degrades: true }), reason, message };
}

/** A thread that is busier than this reads what has been waiting: whose delay that is nobody can tell. */
const SATURATED = 0.9;

/** Why a duration may be over its limit by our own doing. */
function ourDelay({ lagMs, busyShare }: Watched, measuredMs: number, limitMs: number): string | undefined {
  if (busyShare > SATURATED) return `our own thread was busy for ${percent(busyShare)} of the time`;
  return measuredMs - lagMs >= limitMs ? undefined : `our own event loop was late by ${formatMs(lagMs)}`;
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

/** A share of all that is stray. */
const stray = (count: number, all: number) => ({ degrades: isTolerated(count, all, STRAY_SHARE) });

function malformed({ malformed: count, messages, firstMalformed }: Watched): AssertionOutcome {
  const message = `${count} of ${counted(messages, 'message')} cannot be read: ${firstMalformed?.why}`;
  return outcome(
    'messages',
    'every message can be read',
    count > 0 ? { reason: 'malformed_message', message, ...stray(count, messages) } : undefined,
  );
}

function silence(watched: Watched, limits: StreamLimits): AssertionOutcome[] {
  return [
    gap(watched, limits),
    ...(limits.firstTickMs === undefined || !watched.flow.isFirst
      ? []
      : [firstTick(watched, limits.firstTickMs)]),
    ...(limits.ticksPerSecond === undefined ? [] : [rate(watched, limits.ticksPerSecond)]),
    ...(watched.wanted > 0 ? [symbols(watched, limits)] : []),
  ];
}

/** Signs of life are named, because they are why nobody else noticed. */
function signsOfLife({ heartbeats, signs }: Watched): string {
  const told = [heartbeats > 0 && counted(heartbeats, 'heartbeat'), signs > 0 && counted(signs, 'ping')];
  return told.filter(Boolean).join(' and ');
}

function gap(watched: Watched, { gapMs }: StreamLimits): AssertionOutcome {
  const { flow } = watched;
  const { longestGapMs, ticks, watchedMs } = flow;
  const alive = signsOfLife(watched);
  const nothing = alive ? `nothing but ${alive} came` : 'nothing came';
  const message =
    ticks === 0
      ? `${nothing} in ${formatMs(watchedMs)}, limit ${formatMs(gapMs)}`
      : `no symbol ticked for ${formatMs(longestGapMs)}, limit ${formatMs(gapMs)}${alive && `; ${alive} came all the same`}`;
  // Without any tick there is none that could have waited.
  const ours = ticks > 0 ? ourDelay(watched, longestGapMs, gapMs) : undefined;
  return outcome(
    'gap',
    `no silence of ${formatMs(gapMs)}`,
    reaches(longestGapMs, gapMs) ? { reason: 'stream_silent', message, ours } : undefined,
  );
}

function firstTick(watched: Watched, limitMs: number): AssertionOutcome {
  const { firstTickMs, watchedMs } = watched.flow;
  const took = firstTickMs ?? watchedMs;
  const came = firstTickMs === undefined ? `has not come after ${formatMs(took)}` : `took ${formatMs(took)}`;
  const complaint: Complaint = {
    reason: 'first_tick_late',
    message: `the first tick ${came}, limit ${formatMs(limitMs)}`,
    ours: firstTickMs === undefined ? undefined : ourDelay(watched, took, limitMs),
  };
  return outcome('firstTick', `a tick within ${formatMs(limitMs)}`, took > limitMs ? complaint : undefined);
}

function rate({ flow }: Watched, least: number): AssertionOutcome {
  const perSecond = (flow.ticks * 1_000) / flow.watchedMs;
  const message = `${Number(perSecond.toPrecision(3))} ticks a second came, expected at least ${least}`;
  return outcome(
    'rate',
    `at least ${least} ticks a second`,
    perSecond < least ? { reason: 'too_few_ticks', message } : undefined,
  );
}

function symbols({ wanted: all, silent }: Watched, { tolerate }: StreamLimits): AssertionOutcome {
  const [worst] = silent;
  const message =
    worst &&
    `${silent.length} of ${counted(all, 'symbol')} ${silent.length === 1 ? 'is' : 'are'} silent, ${printed(worst.symbol)} longest: ${formatMs(worst.silentMs)}, limit ${formatMs(worst.limitMs)}`;
  const degrades = isTolerated(silent.length, all, tolerate);
  return outcome(
    'symbols',
    'every symbol ticks',
    message ? { reason: 'symbols_silent', message, degrades } : undefined,
  );
}

/** What is known of the clocks belongs beside what they say. */
const beside = (clock: Watched['clock']): string =>
  clock ? `; the clocks agree to ${formatMs(clock.errorMs)}` : '; how far the clocks agree is not known';

function lateness(watched: Watched, { latencyMs }: StreamLimits): AssertionOutcome[] {
  const { flow, clock } = watched;
  if (flow.latency.length === 0) return [];
  return latencyMs.map(({ share, limitMs }) => {
    const name = `p${Math.round(share * 100)}`;
    const told = percentileOf(flow.latency, share) ?? 0;
    // Held against the limit less what is certainly the clock's.
    const counts = told + (clock?.offsetMs ?? 0);
    const complaint: Complaint = {
      reason: 'ticks_late',
      message: `ticks are ${formatMs(counts)} late (${name}), limit ${formatMs(limitMs)}${beside(clock)}`,
      ours: ourDelay(watched, counts, limitMs),
    };
    return outcome(
      'latency',
      `${name} of latency within ${formatMs(limitMs)}`,
      counts > limitMs ? complaint : undefined,
    );
  });
}

function lost({ flow }: Watched): AssertionOutcome {
  const { lost: count, gaps, ticks, losers } = flow;
  const message = `${counted(count, 'update')} (${percent(count / (ticks + count))}) never came, by ${counted(gaps, 'jump')} of the sequence, ${printed(losers[0]?.symbol ?? '')} lost most: ${losers[0]?.lost}`;
  return outcome(
    'sequence',
    'no update is lost',
    count > 0 ? { reason: 'sequence_gap', message, ...stray(count, ticks + count) } : undefined,
  );
}

function wentBack({ flow }: Watched): AssertionOutcome {
  const { wentBack: count, ticks } = flow;
  const message = `the sequence does not rise in ${count} of ${counted(ticks, 'tick')}`;
  return outcome(
    'sequence',
    'the sequence rises',
    count > 0 ? { reason: 'sequence_back', message, ...stray(count, ticks) } : undefined,
  );
}

/** What is to be said of single symbols, the worst first. */
export function streamItems({ silent, flow }: Watched): EvidenceItem[] {
  return [
    ...silent.map(({ symbol, silentMs, limitMs }) => ({
      name: printed(symbol),
      says: `silent for ${formatMs(silentMs)}, limit ${formatMs(limitMs)}`,
    })),
    ...flow.losers.map(({ symbol, lost }) => ({
      name: printed(symbol),
      says: `lost ${counted(lost, 'update')}`,
    })),
  ].slice(0, MOST_ITEMS);
}
