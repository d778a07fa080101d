import type { Assertion, Reading } from '../../model/assertion/assertion.ts';
import { formatMs } from '../../model/duration.ts';
import type { Observation } from '../../model/judge.ts';
import { streamFindings, streamItems, type Watched } from '../../model/market/stream-findings.ts';
import { streamMeasurements } from '../../model/market/stream-measurements.ts';
import { durationOf, type Phase, type Phases } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import type { Evidence } from '../../model/result.ts';
import type { CheckOf } from '../kinds.ts';
import { certificateReading, summarize } from '../net/certificate.ts';
import { CertificateRefused } from '../net/dial.ts';
import type { Subscription } from './subscription.ts';

/** What is known at the end of an attempt. */
export interface Seen {
  readonly check: CheckOf<'stream'>;
  readonly subscription: Subscription;
  readonly phases: Phases;
  readonly now: number;
  /** What was thrown on the way to the stream. */
  readonly error?: unknown;
  readonly fault?: Fault | undefined;
  /** There when it came to a watch. */
  readonly watched?: Watched | undefined;
}

/** What a market that is closed leaves to say. */
export const idleObservation = (idle: string): Observation => ({
  idle,
  phases: {},
  read: () => ({ problem: idle }),
  measurements: { in_session: 0 },
  evidence: () => ({}),
});

export function observationOf(seen: Seen): Observation {
  const { check, phases, fault, watched, now } = seen;
  const findings = watched ? streamFindings(watched, check.spec.limits) : [];
  const measured = watched && streamMeasurements(watched, findings, check.everyMs);
  return {
    phases,
    ...(fault && { fault }),
    ...(watched && { says: says(watched, check.everyMs) }),
    read: (assertion) => read(assertion, phases, certificateOf(seen), now),
    assertions: findings,
    measurements: { in_session: 1, ...measured?.measurements },
    ...(measured && { distributions: measured.distributions }),
    evidence: () => evidenceOf(seen),
  };
}

/** A sample is told as one: with its share of the time. */
function says({ flow }: Watched, everyMs: number): string {
  const of = flow.symbols.size > 0 ? ` of ${flow.symbols.size} symbols` : '';
  const share = Number(((100 * flow.watchedMs) / everyMs).toPrecision(2));
  return `${flow.ticks} ticks${of} in ${formatMs(flow.watchedMs)}, which is ${share} % of the time`;
}

type Certificate = CertificateRefused['certificate'];

const refusedBy = (error: unknown) => (error instanceof CertificateRefused ? error : undefined);

const certificateOf = ({ error, subscription }: Seen): Certificate =>
  refusedBy(error)?.certificate ?? subscription.connection?.certificate;

function read({ source, of }: Assertion, phases: Phases, certificate: Certificate, now: number): Reading {
  return source === 'phase'
    ? { value: durationOf(phases, of as Phase), reason: 'too_slow' }
    : certificateReading(certificate, now);
}

function evidenceOf(seen: Seen): Evidence {
  const { subscription, watched, error } = seen;
  const { connection, listener } = subscription;
  const address = refusedBy(error)?.address ?? connection?.address;
  const body = watched?.firstMalformed?.excerpt ?? listener.lastWords;
  const certificate = certificateOf(seen);
  return {
    ...(address && { address }),
    ...(body && { body }),
    ...(certificate && { certificates: summarize(certificate) }),
    ...(watched && { items: streamItems(watched) }),
  };
}
