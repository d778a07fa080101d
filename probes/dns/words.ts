import type { Assertion } from '../../model/assertion/assertion.ts';
import { assertion, numberWords, textWords } from '../../model/assertion/words.ts';

/** The assertions that make sense for a DNS answer. */
export type DnsAssertion = Assertion<'rcode' | 'answers' | 'answerCount' | 'ttl' | 'resolvers' | 'phase'>;

/** The response codes that a resolver gives. Source: IANA DNS RCODEs. */
export const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'] as const;
export type Rcode = (typeof RCODES)[number];

/** The response code: `rcode.is('NXDOMAIN')` for a name that must not exist. */
export const rcode = {
  is: (expected: Rcode) => assertion('rcode', 'is', expected),
  isOneOf: (expected: readonly Rcode[]) => assertion('rcode', 'isOneOf', expected),
};

/**
 * The answers of the record's type, each as text in the order of a zone file: `203.0.113.7`, `10 mail.example.com`
 * (MX), `0 issue "ca.example.net"` (CAA), `1 5 443 host.example.com` (SRV). Names are lower case, without the last dot.
 */
export const answers = {
  /** At least one of them. */
  some: textWords('answers', { quantifier: 'some' }),
  /** Every one of them, and there is one. */
  each: textWords('answers', { quantifier: 'each' }),
  /** Not one of them. */
  none: textWords('answers', { quantifier: 'none' }),
  /** How many there are. */
  count: numberWords('answerCount'),
};

/** Seconds that the answers may be kept: the lowest of them. */
export const ttl = numberWords('ttl');

/** The resolvers that were asked, in what they answered; the order of answers and their TTL do not matter. */
export const resolvers = { agree: () => assertion('resolvers', 'agree') };
