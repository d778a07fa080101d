import { formatMs } from '../duration.ts';
import type { Reason } from '../reason.ts';
import type { Assertion, AssertionOutcome, Reading } from './assertion.ts';
import { OPERATORS, quote } from './operators.ts';

/** The reason of a broken assertion whose source gives none of its own. */
const UNEXPECTED: Reason = 'unexpected_response';

/** `jsonPath $.status`, `each jsonPath $..price`, `status`: the place that a message names. */
const place = ({ source, of, quantifier }: Assertion): string =>
  [quantifier, source, of].filter((part) => part !== undefined).join(' ');

/** An operator's phrase and test; the table's own types tie each expected value to its operator. */
interface AnyOperator {
  holds(actual: unknown, expected: unknown, now: number): boolean;
  phrase(expected: unknown): string;
}

const operatorOf = ({ operator }: Assertion): AnyOperator => OPERATORS[operator] as AnyOperator;

/** The assertion as a phrase: `status to be 200`. */
export const phraseOf = (assertion: Assertion): string =>
  `${place(assertion)} ${operatorOf(assertion).phrase(assertion.expected)}`;

/** Judges one assertion by what its source gave. `now` is epoch milliseconds. Never throws. */
export function evaluate(
  assertion: Assertion,
  read: (assertion: Assertion) => Reading,
  now: number,
): AssertionOutcome {
  const operator = operatorOf(assertion);
  const phrase = phraseOf(assertion);
  const outcome = { assertion: phrase, source: assertion.source };
  try {
    const holds = (value: unknown) => operator.holds(value, assertion.expected, now);
    const reading = read(assertion);
    const but = objection(assertion, reading, holds);
    if (but === undefined) return { ...outcome, verdict: 'held' };
    const { reason = UNEXPECTED } = reading;
    return { ...outcome, verdict: 'broken', reason, message: `expected ${phrase}, ${but}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : quote(error);
    return { ...outcome, verdict: 'threw', message: `the assertion "${phrase}" threw: ${why}` };
  }
}

type Holds = (value: unknown) => boolean;

/** What speaks against the assertion, as it follows "expected ..., "; `undefined` when it holds. */
function objection(assertion: Assertion, reading: Reading, holds: Holds): string | undefined {
  if ('problem' in reading) return `but ${reading.problem}`;
  if ('values' in reading) return objectionOfMany(assertion, reading.values, holds);
  return holds(reading.value) ? undefined : `got ${actual(assertion, reading.value)}`;
}

function objectionOfMany(assertion: Assertion, values: readonly unknown[], holds: Holds): string | undefined {
  const { quantifier } = assertion;
  if (values.length === 0) return quantifier === 'none' ? undefined : 'got none at all';
  if (quantifier === 'some') return values.some(holds) ? undefined : `got ${quote(values)}`;
  const offender = values.findIndex((value) => holds(value) === (quantifier === 'none'));
  if (offender < 0) return undefined;
  return `got ${actual(assertion, values[offender])} (${offender + 1} of ${values.length})`;
}

function actual({ operator }: Assertion, value: unknown): string {
  if (operator === 'satisfies') return 'false';
  return operator === 'fasterThan' && typeof value === 'number' ? formatMs(value) : quote(value);
}
