import type { OperatorName } from './operators.ts';

/** One condition on what came back: plain data, made by the words (`status.is(200)`). */
export interface Assertion<Source extends string = string> {
  /** Where the value is read from: `status`, `header`, `jsonPath`, ... */
  readonly source: Source;
  /** Which one: a header's name, a path, a phase. */
  readonly of?: string;
  readonly operator: OperatorName;
  readonly expected?: unknown;
}

/** What an assertion's source gave. `problem` says why there is no value to judge. */
export type Reading = { readonly value: unknown } | { readonly problem: string };

export interface AssertionOutcome {
  /** The assertion as a phrase: `status is 200`. */
  readonly assertion: string;
  readonly source: string;
  readonly verdict: 'held' | 'broken' | 'threw';
  /** For one that did not hold: what was expected, what came, and where. */
  readonly message?: string;
}
