import type { AlarmRequest } from './alarm/request.ts';
import type { AlarmWindow, AlarmWindowOptions } from './alarm/window.ts';
import type { Assertion } from './assertion/assertion.ts';
import type { Duration } from './duration.ts';
import type { Labels, Severity } from './labels.ts';
import type { Lane } from './lane.ts';
import type { Location } from './location.ts';
import type { KindMetric } from './metric.ts';
import type { RetryPolicy } from './retry.ts';
import type { ThresholdOptions, Thresholds } from './threshold.ts';

/** `private` lets a probe reach loopback, link-local and private addresses; `public` refuses them. */
export type Network = 'public' | 'private';

/** How often a check runs: 10, 20 or 30 seconds, then whole minutes, up to `'24h'`. */
export type Every = '10s' | '20s' | '30s' | `${number}m` | `${number}h`;

export interface SeverityOption {
  readonly severity?: Severity;
}

/** When the alarms of a check speak. `false` means that it has none. */
export interface AlarmOptions {
  /** @default { failures: 2, of: 3 } */
  readonly failed?: AlarmWindowOptions | false;
  /** Only where something can degrade: a limit, or what its kind tolerates. @default { failures: 3, of: 5 } */
  readonly degraded?: AlarmWindowOptions | false;
  /** A certificate expires soon; only where an assertion asks. 2 of 3, at any location. @default { severity: 'warning' } */
  readonly certificate?: SeverityOption | false;
  /** One location fails alone where `failWhen` waits for more. The window is that of `failed`. @default { severity: 'info' } */
  readonly advisory?: SeverityOption | false;
}

/**
 * How many locations must be bad at once before the failed and degraded alarms speak: one, every one that says
 * anything, so many (as many as there are is every one), or such a share (`'1%'` to `'100%'`) of those that say
 * anything. Beyond 10 locations the share is of all of them. When no location says anything, the failed alarm speaks in any case.
 */
export type FailWhen = 'any' | 'all' | { readonly atLeast: number } | `${number}%`;

/** The properties that every kind of check has. A group and the project take them too, as defaults. */
export interface CommonOptions {
  /** What the check guards, for the person who reads the alarm; 1 to 500 characters. @default '' */
  readonly description?: string;
  /** `'10s'`, `'20s'`, `'30s'`, then whole minutes to `'24h'`. @default '1m' */
  readonly every?: Every;
  /** What one attempt may take, `'100ms'` to `'60s'`, below `every`. @default '10s' or its kind's, or 0.8 of a shorter `every` */
  readonly timeout?: Duration;
  /** AWS regions to probe from, 1 to 32. @default the project's home region */
  readonly locations?: readonly Location[];
  /** Merged name by name over the group's and the project's. @default { severity: 'warning' } */
  readonly labels?: Labels;
  /** Where the reader of the alarm finds what to do: an http or https URL. @default none */
  readonly runbook?: string;
  /** `false` keeps the definition and runs nothing; it has no metrics and no alarms. @default true */
  readonly enabled?: boolean;
  /** Words to select checks by, each 1 to 50 characters; joined to the group's and the project's. @default [] */
  readonly tags?: readonly string[];
  /** Whether a bad attempt is tried again before the verdict: at once, 15 s later, or by a plan. @default 'none' */
  readonly retry?: RetryPolicy;
  /** Durations above which the result is degraded or failed. A bare duration judges `server`. @default none */
  readonly thresholds?: ThresholdOptions;
  /** @default 'public' */
  readonly network?: Network;
  /** At how many of its locations a check is bad before that is told. @default { atLeast: 2 }, so 'all' of two; 'any' of one */
  readonly failWhen?: FailWhen;
  readonly alarms?: AlarmOptions;
  /**
   * Ids of the checks without which this one cannot pass: while one of them fails, or one that they depend on, nobody
   * is told of this one. It is probed all the same, and what still fires afterwards is told then. A check that is not
   * enabled counts as absent. As a default it leaves out the check itself. @default []
   */
  readonly dependsOn?: string | readonly string[];
}

/** The options of the alarms with every default in; what recovery asks for is in the windows. */
export interface Alarming {
  readonly failed: AlarmWindow | false;
  readonly degraded: AlarmWindow | false;
  readonly certificate: { readonly severity: Severity } | false;
  readonly advisory: { readonly severity: Severity } | false;
}

/** The common properties once every default has flowed in. All durations are milliseconds. */
export interface Settings {
  readonly description: string;
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly locations: readonly Location[];
  readonly labels: Labels & { readonly severity: Severity };
  readonly runbook: string | undefined;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly retry: RetryPolicy;
  readonly thresholds: Thresholds;
  readonly network: Network;
  readonly failWhen: FailWhen;
  readonly alarms: Alarming;
  /** Ids of its direct parents, each once. */
  readonly dependsOn: readonly string[];
}

/** What a builder returns: the user's own words, before any default. */
export interface Definition<K extends string = string, Options extends object = object> {
  readonly kind: K;
  readonly id: string;
  readonly options: Options;
}

/** A check ready to run: its settings, what it expects, and what its kind needs to know (`spec`). */
export interface Check<K extends string = string, Spec = unknown> extends Settings {
  readonly kind: K;
  readonly id: string;
  /** What is probed, in one line: `GET https://example.com/health`. */
  readonly target: string;
  readonly group: string | undefined;
  readonly lane: Lane;
  readonly expect: readonly Assertion[];
  /** Whether an assertion, of the check or of one of its parts, is about the time that a certificate has left. */
  readonly watchesExpiry: boolean;
  /** Whether its kind's own judgement can degrade a result. */
  readonly degrades: boolean;
  /** The numbers that its kind publishes beside the common ones. */
  readonly metrics: readonly KindMetric[];
  /** The alarms that its kind asks for. */
  readonly requests: readonly AlarmRequest[];
  readonly spec: Spec;
}
