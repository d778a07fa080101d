import type { Fault } from '../../model/reason.ts';
import type { MadeStep } from '../api/walk.ts';

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
  callsPerDay: number | undefined,
  now: number,
): Fault | undefined {
  if (now < notBefore) {
    const message = `the provider asked for patience until ${new Date(notBefore).toISOString()}; not asked`;
    return { reason: 'rate_limited', message };
  }
  if (callsPerDay === undefined || calls < callsPerDay) return undefined;
  return { reason: 'rate_limited', message: `the day's quota of ${callsPerDay} calls is used up; not asked` };
}

/** HTTP: too many requests (RFC 6585, 4). */
const TOO_MANY = 429;

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

/** What the answers say of our asking. */
export function asked(made: readonly MadeStep[], before: Allowance, now: number): Asking {
  const allowance = { ...before, calls: before.calls + made.length };
  const refused = made.find(({ answer }) => answer?.status === TOO_MANY)?.answer;
  const left = made
    .flatMap(({ answer }) => LEFT.map((name) => Number(answer?.headers[name] ?? Number.NaN)))
    .filter((count) => !Number.isNaN(count));
  const told = { ...(left.length > 0 && { left: Math.min(...left) }) };
  if (!refused) return { ...told, allowance };
  const notBefore = now + patienceOf(refused.headers['retry-after'], now);
  const message = `the provider refuses to be asked so often (429); asked again at ${new Date(notBefore).toISOString()}`;
  return { ...told, allowance: { ...allowance, notBefore }, fault: { reason: 'rate_limited', message } };
}

/** Retry-After: seconds, or a date (RFC 9110, 10.2.3); at most a day. */
function patienceOf(text: string | undefined, now: number): number {
  if (text === undefined) return PATIENCE_MS;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? PATIENCE_MS : Math.min(Math.max(ms, 0), DAY_MS);
}
