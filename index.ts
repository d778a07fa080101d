/** The public entry: what a definition is written with. Nothing here does anything; it only makes values. */
export * from './functions/notify/registry.ts';
export type { AlarmWindow, AlarmWindowOptions } from './model/alarm/window.ts';
export { certificate, jsonPath, phase, type TlsVersion, text, tlsVersion } from './model/assertion/words.ts';
export type {
  AlarmOptions,
  CommonOptions,
  Definition,
  Every,
  FailWhen,
  Network,
  SeverityOption,
} from './model/check.ts';
export type { Duration } from './model/duration.ts';
export type { Labels, Severity } from './model/labels.ts';
export type { Location } from './model/location.ts';
export type { Phase } from './model/phase.ts';
export { type Group, group, type Project, type ProjectOptions, project } from './model/project.ts';
export type { RetryPlan, RetryPolicy } from './model/retry.ts';
export { label, type Matcher } from './model/route/matcher.ts';
export type { Escalation, Inhibition, Route, Silence } from './model/route/route.ts';
export { type Secret, secret } from './model/secret.ts';
export type { Limit, PhaseLimit, ThresholdOptions } from './model/threshold.ts';
export * from './probes/registry.ts';
