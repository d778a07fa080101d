import type { AssertionOutcome } from './assertion/assertion.ts';
import type { Distribution } from './distribution.ts';
import type { Labels, Severity } from './labels.ts';
import type { Phases } from './phase.ts';
import type { Reason } from './reason.ts';

/** Where the results that are not passed are logged on AWS, as JSON: one log group of this name in each region. */
export const PROBE_LOG_GROUP = '/vedette/probe';

/** `errored` is our own fault: counted and shown apart, never reported as the target's. */
export const STATES = ['passed', 'degraded', 'failed', 'errored'] as const;
export type State = (typeof STATES)[number];

/** What was seen, kept only when the attempt did not pass, bounded and redacted. */
export interface Evidence {
  /** The URL that gave the last answer, after redirects, without user information. */
  readonly url?: string;
  /** The address that was connected to. */
  readonly address?: string;
  readonly status?: number;
  /** The headers that help to understand; credentials and cookies are redacted. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The first 1,024 bytes of the body, as text. */
  readonly body?: string;
  /** Leaf first. */
  readonly certificates?: readonly CertificateSummary[];
  /** What is to be said of each of many parts, such as symbols or steps: the worst first, 50 at most. */
  readonly items?: readonly EvidenceItem[];
  /** Screenshots, traces and the like. */
  readonly files?: readonly EvidenceFile[];
}

/** A file of evidence that is kept beside the result. */
export interface EvidenceFile {
  readonly name: string;
  /** A media type. */
  readonly type: string;
  readonly bytes: number;
  /** Where it is kept: `s3://<bucket>/<key>`, or a path in the folder of one machine's store. Empty when it is not kept. */
  readonly key: string;
  /** Why it could not be kept, in one line. */
  readonly problem?: string;
}

/** What a result holds of items at most: evidence is bounded. */
export const MOST_ITEMS = 50;

export interface EvidenceItem {
  readonly name: string;
  readonly says: string;
}

export interface CertificateSummary {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly sha256: string;
}

export interface Attempt {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly state: State;
  /** Absent when the attempt passed. */
  readonly reason?: Reason;
  /** One clear line: what was expected, what came, and where. */
  readonly message: string;
  readonly phases: Phases;
  /** The largest delay of our own event loop while it ran, in milliseconds. */
  readonly lag: number;
  /** There when a duration went over its limit and was not counted, because our own delay is too large a part of it. */
  readonly unreliable?: true;
  readonly assertions: readonly AssertionOutcome[];
  /** Named numbers that the kind measured, such as `status`, `bytes`, `redirects`, `certificate_days`. */
  readonly measurements: Readonly<Record<string, number>>;
  /** How values that are many are spread, such as the staleness of each symbol, by the name of their metric. */
  readonly distributions?: Readonly<Record<string, Distribution>>;
  readonly evidence?: Evidence;
}

/** What one probe found. The verdict is the last attempt's; durations are the first's. */
export interface Result {
  readonly check: string;
  readonly kind: string;
  readonly target: string;
  /** An AWS region, or `local`. */
  readonly location: string;
  /** When it was due, ISO 8601: its metrics carry this time. */
  readonly scheduledAt: string;
  readonly startedAt: string;
  readonly state: State;
  readonly reason?: Reason;
  readonly message: string;
  /** The first attempt's phases, in milliseconds. */
  readonly phases: Phases;
  /** The first attempt's lag, in milliseconds. */
  readonly lag: number;
  /** As the last attempt has it. */
  readonly unreliable?: true;
  /** In order; the first is never hidden by a later one. */
  readonly attempts: readonly Attempt[];
  readonly labels: Labels & { readonly severity: Severity };
  readonly runbook?: string;
}

/** Whether the target answered as it should: passed, or degraded. */
export const isUp = (state: State): boolean => state === 'passed' || state === 'degraded';
