import { formatMs } from '../duration.ts';
import type { Reason } from '../reason.ts';
import type { Assertion, AssertionOutcome, Reading } from './assertion.ts';
import { OPERATORS, quote } from './operators.ts';

/** The reason that a broken assertion on a source gives; a 5xx status has its own, see `judge`. */
const REASON_OF_SOURCE: Record<string, Reason> = {
  status: 'unexpected_status',
  header: 'unexpected_header',
  text: 'unexpected_body',
  jsonPath: 'unexpected_body',
  phase: 'too_slow',
  certificate: 'certificate_expiring',
};

export const reasonOf = ({ source }: { source: string }): Reason =>
  REASON_OF_SOURCE[source] ?? 'unexpected_response';

/** `jsonPath $.status`, `header content-type`, `status`: the place that a message names. */
const place = ({ source, of }: Assertion): string => (of === undefined ? source : `${source} ${of}`);

/** An operator's phrase and test; the table's own types tie each expected value to its operator. */
interface AnyOperator {
  holds(actual: unknown, expected: unknown, now: number): boolean;
  phrase(expected: unknown): string;
}

/** Judges one assertion by what its source gave. `now` is epoch milliseconds. Never throws. */
export function evaluate(
  assertion: Assertion,
  read: (assertion: Assertion) => Reading,
  now: number,
): AssertionOutcome {
  const operator = OPERATORS[assertion.operator] as AnyOperator;
  const phrase = `${place(assertion)} ${operator.phrase(assertion.expected)}`;
  const outcome = { assertion: phrase, source: assertion.source };
  try {
    const reading = read(assertion);
    if ('problem' in reading)
      return { ...outcome, verdict: 'broken', message: `expected ${phrase}, but ${reading.problem}` };
    if (operator.holds(reading.value, assertion.expected, now)) return { ...outcome, verdict: 'held' };
    return {
      ...outcome,
      verdict: 'broken',
      message: `expected ${phrase}, got ${actual(assertion, reading.value)}`,
    };
  } catch (error) {
    return {
      ...outcome,
      verdict: 'threw',
      message: `the assertion "${phrase}" threw: ${error instanceof Error ? error.message : quote(error)}`,
    };
  }
}

function actual({ operator }: Assertion, value: unknown): string {
  if (operator === 'satisfies') return 'false';
  return operator === 'fasterThan' && typeof value === 'number' ? formatMs(value) : quote(value);
}
