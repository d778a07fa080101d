import { patternOf } from '../../model/assertion/pattern.ts';
import type { Fault } from '../../model/reason.ts';
import type { MadeStep } from '../api/walk.ts';
import { type Answer, responseOf } from '../http/answer.ts';
import type { FreshnessSpec, QuotaSpec } from './check.ts';

/** What is remembered of how much a provider lets us ask. Epoch milliseconds. */
export interface Allowance {
  /** Days since 1970-01-01, UTC. */
  readonly day: number;
  /** Requests that this process made on that day. */
  readonly calls: number;
  /** Not to be asked before. */
  readonly notBefore: number;
}

const DAY_MS = 86_400_000;

/** What is left of an allowance today. */
export function today(before: Allowance | undefined, now: number): Allowance {
  const day = Math.floor(now / DAY_MS);
  return before?.day === day ? before : { day, calls: 0, notBefore: before?.notBefore ?? 0 };
}

/** Why the provider must not be asked now; our own fault, because it is we who ask too often. */
export function refusal(
  { calls, notBefore }: Allowance,
  { quota: { callsPerDay }, journeys }: Pick<FreshnessSpec, 'quota' | 'journeys'>,
  now: number,
): Fault | undefined {
  if (now < notBefore) {
    const message = `the provider asked for patience until ${new Date(notBefore).toISOString()}; not asked`;
    return { reason: 'rate_limited', message };
  }
  const requests = journeys.reduce((sum, { steps }) => sum + steps.length, 0);
  if (callsPerDay === undefined || calls + requests <= callsPerDay) return undefined;
  return { reason: 'rate_limited', message: `the day's quota of ${callsPerDay} calls is used up; not asked` };
}

/**
 * Too many requests (RFC 6585, 4), and 418, by which Binance bans an address that went on asking after that
 * (developers.binance.com/docs/binance-spot-api-docs/rest-api/limits).
 */
const TOO_MANY: readonly number[] = [429, 418];

/** Where providers say how many calls are left. */
const LEFT = ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining'];

/** How long a provider that says nothing more is left alone: as long as most count. */
const PATIENCE_MS = 60_000;

export interface Asking {
  readonly allowance: Allowance;
  readonly fault?: Fault;
  /** As the provider says; absent when it does not. */
  readonly left?: number;
}

export interface Asked {
  readonly before: Allowance;
  readonly quota: QuotaSpec;
  readonly now: number;
}

/** What the answers say of our asking. */
export function asked(made: readonly MadeStep[], { before, quota, now }: Asked): Asking {
  const allowance = { ...before, calls: before.calls + made.length };
  const refused = made.flatMap(({ answer }) => answer ?? []).find((answer) => isRefusal(answer, quota));
  const left = made.flatMap(({ answer }) => (answer ? leftIn(answer) : []));
  const told = { ...(left.length > 0 && { left: Math.min(...left) }) };
  if (!refused) return { ...told, allowance };
  const notBefore = now + patienceOf(refused.headers['retry-after'], now);
  const message = `the provider refuses to be asked so often (${refused.status}); asked again at ${new Date(notBefore).toISOString()}`;
  return { ...told, allowance: { ...allowance, notBefore }, fault: { reason: 'rate_limited', message } };
}

const leftIn = ({ headers }: Answer): number[] =>
  LEFT.map((name) => Number(headers[name] || Number.NaN)).filter((count) => !Number.isNaN(count));

/** The least of a refusal: some say 403 with nothing left, and mean that they were asked too often. */
const REFUSED = 400;

const isRefusal = (answer: Answer, { refusal }: QuotaSpec): boolean =>
  TOO_MANY.includes(answer.status) ||
  (answer.status >= REFUSED && leftIn(answer).includes(0)) ||
  (refusal !== undefined && patternOf(refusal).matcher(responseOf(answer).text).find());

/** Retry-After: seconds, or a date (RFC 9110, 10.2.3); at most a day. */
function patienceOf(text: string | undefined, now: number): number {
  if (text === undefined) return PATIENCE_MS;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? PATIENCE_MS : Math.min(Math.max(ms, 0), DAY_MS);
}
