import type { Reason } from '../reason.ts';
import type { OperatorName } from './operators.ts';

/** One condition on what came back: plain data, made by the words (`status.is(200)`). */
export interface Assertion<Source extends string = string> {
  /** Where the value is read from: `status`, `header`, `jsonPath`, ... */
  readonly source: Source;
  /** Which one: a header's name, a path, a phase. */
  readonly of?: string;
  readonly operator: OperatorName;
  readonly expected?: unknown;
  /** For a source with several values: `each` and `some` need at least one; `none` holds without any. */
  readonly quantifier?: Quantifier;
}

export const QUANTIFIERS = ['each', 'some', 'none'] as const;
export type Quantifier = (typeof QUANTIFIERS)[number];

/**
 * What an assertion's source gave: one value, or all of them for an assertion with a quantifier. `problem` says why
 * there is nothing to judge. `reason` is the code of the verdict when the assertion does not hold.
 */
export type Reading = { readonly reason?: Reason } & (
  | { readonly value: unknown }
  | { readonly values: readonly unknown[] }
  | { readonly problem: string }
);

export interface AssertionOutcome {
  /** The assertion as a phrase: `status is 200`. */
  readonly assertion: string;
  readonly source: string;
  /** `unreliable`: broken by a duration that our own delay is too large a part of; it is not counted. */
  readonly verdict: 'held' | 'broken' | 'threw' | 'unreliable';
  /** When broken it degrades the result and does not fail it. */
  readonly degrades?: true;
  /** For a broken one. */
  readonly reason?: Reason;
  /** For one that did not hold: what was expected, what came, and where. */
  readonly message?: string;
}
