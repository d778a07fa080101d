import type { Assertion } from '../../model/assertion/assertion.ts';

/** The assertions that make sense for a journey: on the document that its first page opened with, and on its whole time. */
export type JourneyAssertion = Assertion<'status' | 'redirects' | 'certificate' | 'phase'>;
