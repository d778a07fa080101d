import type { Assertion } from '../../model/assertion/assertion.ts';
import type { Observation } from '../../model/judge.ts';
import type { Fault } from '../../model/reason.ts';
import type { Evidence } from '../../model/result.ts';
import type { CheckOf } from '../kinds.ts';
import { daysLeft, summarize } from '../net/certificate.ts';
import { CertificateRefused } from '../net/dial.ts';
import { AddressRefused } from '../net/guard.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import { type Answer, reader } from './answer.ts';
import { bodyExcerpt, toldHeaders } from './evidence.ts';
import { httpFaultOf } from './fault.ts';
import { type Request, requestOf } from './request.ts';
import { RedirectStopped, Visit, type VisitOptions } from './visit.ts';

/** Asks once, over a fresh connection for each hop. */
export async function probe(
  { spec, network, expect }: CheckOf<'http'>,
  context: ProbeContext,
): Promise<Observation> {
  // Secrets are read before the stopwatch starts: how long our own store takes is not the target's time.
  const request = await requestOf(spec, context);
  const stopwatch = new Stopwatch(context.monotonic);
  return (await observe({ spec, network, context, stopwatch }, request, { expect, now: context.now }))
    .observation;
}

interface Judging {
  /** What the answer will be held against: what some of it takes is loaded only when it is needed. */
  readonly expect: readonly Assertion[];
  readonly now: () => number;
}

/** Makes one visit. `answer` is there when it came whole. */
export async function observe(
  options: VisitOptions,
  request: Request,
  { expect, now }: Judging,
): Promise<{ observation: Observation; answer?: Answer }> {
  const visit = new Visit(options, request.url);
  try {
    const answer = await visit.make(request);
    const phases = options.stopwatch.phases();
    const read = await reader({ answer, phases, now: now(), expect });
    const { certificate } = answer.connection ?? {};
    const measurements = { ...measured(visit, certificate, now()), bytes: answer.body.length };
    const evidence = () => told(visit, certificate, answer.body);
    return { answer, observation: { phases, read, measurements, evidence } };
  } catch (error) {
    return { observation: broken(error, visit, options.stopwatch, now()) };
  }
}

/** An observation of a visit that came to no whole answer. */
function broken(error: unknown, visit: Visit, stopwatch: Stopwatch, now: number): Observation {
  const refused = error instanceof CertificateRefused ? error : undefined;
  const certificate = refused?.certificate ?? visit.connection?.certificate;
  return {
    phases: stopwatch.phases(),
    fault: faultOf(error, visit, stopwatch),
    read: () => ({ problem: 'there was no answer' }),
    measurements: measured(visit, certificate, now),
    evidence: () => ({
      ...(refused && { address: refused.address }),
      ...told(visit, certificate, undefined),
    }),
  };
}

function faultOf(error: unknown, { redirects, url }: Visit, { stage }: Stopwatch): Fault {
  if (error instanceof RedirectStopped) return { reason: error.reason, message: error.message };
  if (error instanceof AddressRefused && redirects > 0) {
    return { reason: 'redirect_refused', message: `the target redirects to ${url.origin}: ${error.message}` };
  }
  return httpFaultOf(error, stage, url.host);
}

type Certificate = CertificateRefused['certificate'];

const measured = (
  { redirects, head }: Visit,
  certificate: Certificate,
  now: number,
): Record<string, number> => ({
  redirects,
  ...(head && { status: head.status }),
  ...(certificate && { certificate_days: Math.round(daysLeft(certificate, now) * 100) / 100 }),
});

function told(
  { url, connection, head }: Visit,
  certificate: Certificate,
  decoded: Buffer | undefined,
): Evidence {
  // What came of an encoded body cannot be read.
  const body = decoded ?? (head?.headers['content-encoding'] ? undefined : head?.bodySoFar());
  return {
    url: `${url.origin}${url.pathname}${url.search}`,
    ...(connection && { address: connection.address }),
    ...(head && { status: head.status, headers: toldHeaders(head.headers) }),
    ...(body && { body: bodyExcerpt(body) }),
    ...(certificate && { certificates: summarize(certificate) }),
  };
}
