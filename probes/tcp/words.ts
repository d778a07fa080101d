import type { Assertion } from '../../model/assertion/assertion.ts';

/** The assertions that make sense for a TCP check; what is sent and expected is in its `exchanges`. */
export type TcpAssertion = Assertion<'text' | 'phase' | 'certificate'>;
