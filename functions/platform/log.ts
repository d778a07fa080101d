import { Logger } from '@aws-lambda-powertools/logger';
import type { Result, State } from '../../model/result.ts';

/** Named values beside a message. */
export type Fields = Readonly<Record<string, unknown>>;

/** One line of structured JSON for each call. */
export interface Log {
  readonly info: (message: string, fields: Fields) => void;
  readonly warn: (message: string, fields: Fields) => void;
  readonly error: (message: string, fields: Fields) => void;
}

/** Writes to standard output and error, where Lambda collects both. Every line carries the location. */
export const jsonLog = (location: string): Log =>
  new Logger({ serviceName: 'vedette', persistentKeys: { location } });

const LEVEL = {
  passed: 'info',
  degraded: 'warn',
  failed: 'warn',
  errored: 'error',
} as const satisfies Record<State, keyof Log>;

interface ResultLogOptions {
  readonly log: Log;
  /** The share of passed results that are logged, 0 to 1; all others always are. */
  readonly sampleRate: number;
  /** 0 to below 1. */
  readonly random: () => number;
}

/** One line for a result: its own message, with what helps to understand it. Results come redacted. */
export function logResult(result: Result, { log, sampleRate, random }: ResultLogOptions): void {
  const { check, kind, target, location, state, reason, message, phases, lag, attempts } = result;
  if (state === 'passed' && random() >= sampleRate) return;
  log[LEVEL[state]](message, {
    check,
    kind,
    target,
    location,
    state,
    reason,
    phases,
    lag,
    scheduledAt: result.scheduledAt,
    attempts: attempts.map(({ startedAt, state, reason, message, phases, lag, evidence }) => ({
      startedAt,
      state,
      reason,
      message,
      phases,
      lag,
      files: evidence?.files,
    })),
    evidence: attempts.at(-1)?.evidence,
  });
}
