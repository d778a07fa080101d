import { readFileSync } from 'node:fs';

export const MIB = 1_048_576;

/** What every contender looks for in the body. */
export const EXPECTED = /"status":"ok"/;

/** What every contender is given, in seconds. */
export const BUDGET_S = 5;

/** The targets by what they do. */
export interface Hostile {
  readonly urls: Readonly<Record<string, string>>;
  /** PEM: what their certificates lead to, where they lead anywhere. */
  readonly root: string;
}

export interface Attack {
  readonly url: string;
  readonly root: string;
  /** The answer is encoded, which one contender has to be told. */
  readonly isEncoded: boolean;
}

/** What a contender came to, in a process that was started for it. */
export interface Outcome {
  readonly verdict: string;
  readonly ms: number;
  /** The most that its process ever held. */
  readonly peakMb: number;
}

/** Linux: the most that a process ever held, from proc(5); NaN once it has ended. */
export function peakMbOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
  } catch {
    return Number.NaN;
  }
}
