import type { Assertion, Reading } from '../../model/assertion/assertion.ts';
import type { Observation } from '../../model/judge.ts';
import { durationOf, type Phase } from '../../model/phase.ts';
import type { Reason } from '../../model/reason.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { type Asked, ask, systemResolver } from './ask.ts';
import type { DnsAnswer } from './message.ts';

/** Asks all resolvers at once. The first one's answer is judged; the others are there to agree with it. */
export async function probe(check: CheckOf<'dns'>, context: ProbeContext): Promise<Observation> {
  const { spec } = check;
  const isSystems = spec.resolvers.length === 0;
  const network = isSystems ? 'private' : check.network;
  const resolvers = isSystems ? [systemResolver()] : spec.resolvers;
  const asked = await Promise.all(resolvers.map((resolver) => ask({ spec, resolver, network, context })));
  const [first] = asked as [Asked, ...Asked[]];
  return {
    phases: first.phases,
    ...(first.fault && { fault: first.fault }),
    read: (assertion) => read(assertion, first, asked),
    measurements: measurementsOf(first.answer),
    evidence: () => ({ address: nameOf(first), body: asked.map(shown).join('\n') }),
  };
}

const measurementsOf = (answer: DnsAnswer | undefined): Record<string, number> =>
  answer ? { answers: answer.answers.length, ...(answer.ttl !== undefined && { ttl: answer.ttl }) } : {};

function read(assertion: Assertion, { answer, phases }: Asked, asked: readonly Asked[]): Reading {
  if (!answer) return { problem: 'there was no answer' };
  const readers: Record<string, () => Reading> = {
    rcode: () => ({
      value: rcodeOf(assertion, answer),
      reason: REASON_OF_RCODE[answer.rcode] ?? 'dns_failed',
    }),
    answers: () => ({ values: answer.answers, reason: 'unexpected_answer' }),
    answerCount: () => ({ value: answer.answers.length, reason: 'unexpected_answer' }),
    ttl: () => ({ value: answer.ttl, reason: 'unexpected_answer' }),
    resolvers: () => ({ value: asked.map(comparable), reason: 'resolvers_disagree' }),
    phase: () => ({ value: durationOf(phases, assertion.of as Phase), reason: 'too_slow' }),
  };
  return readers[assertion.source]?.() ?? { problem: `dns has no ${assertion.source}` };
}

/** The expectation of a check that says nothing of its own asks for an answer too: an empty NOERROR helps nobody. */
const rcodeOf = ({ of }: Assertion, { rcode, answers }: DnsAnswer): string =>
  of !== undefined && rcode === 'NOERROR' && answers.length === 0 ? 'NOERROR without answers' : rcode;

const REASON_OF_RCODE: Record<string, Reason> = { NXDOMAIN: 'dns_not_found', NOERROR: 'unexpected_answer' };

const nameOf = ({ resolver }: Asked): string => `${resolver.host}:${resolver.port}`;

/** What two resolvers must have in common; what went wrong with one of them is a difference as well. */
const comparable = (one: Asked) => ({
  resolver: nameOf(one),
  answers: one.answer ? [one.answer.rcode, ...[...one.answer.answers].sort()] : [one.fault?.reason],
});

const shown = (one: Asked): string =>
  `${nameOf(one)}: ${one.answer ? `${one.answer.rcode} ${one.answer.answers.join(', ')}` : one.fault?.message}`;
