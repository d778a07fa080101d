import type { Duration } from '../duration.ts';
import type { Phase } from '../phase.ts';
import type { PhaseLimit } from '../threshold.ts';
import type { Assertion } from './assertion.ts';
import type { CustomAssertion, JsonType, OperatorName, Range } from './operators.ts';

/** Makes one assertion; the words below are the way to write them. */
export function assertion<Source extends string>(
  source: Source,
  operator: OperatorName,
  expected?: unknown,
  of?: string,
): Assertion<Source> {
  return { source, operator, ...(of !== undefined && { of }), ...(expected !== undefined && { expected }) };
}

const pattern = ({ source, flags }: RegExp) => ({ source, flags });

/** Words for a source that is text. Patterns run on a linear-time engine: no look-around, no back-references. */
export function textWords<Source extends string>(source: Source, of?: string) {
  return {
    is: (expected: string) => assertion(source, 'is', expected, of),
    isNot: (expected: string) => assertion(source, 'isNot', expected, of),
    contains: (expected: string) => assertion(source, 'contains', expected, of),
    lacks: (expected: string) => assertion(source, 'lacks', expected, of),
    matches: (expected: RegExp) => assertion(source, 'matches', pattern(expected), of),
    hasLength: (expected: number | Range) => assertion(source, 'hasLength', expected, of),
  };
}

/** Words for a source that is a number. */
export function numberWords<Source extends string>(source: Source, of?: string) {
  return {
    is: (expected: number) => assertion(source, 'is', expected, of),
    isNot: (expected: number) => assertion(source, 'isNot', expected, of),
    above: (expected: number) => assertion(source, 'above', expected, of),
    atLeast: (expected: number) => assertion(source, 'atLeast', expected, of),
    below: (expected: number) => assertion(source, 'below', expected, of),
    atMost: (expected: number) => assertion(source, 'atMost', expected, of),
  };
}

type Scalar = string | number | boolean | null;

/** The body as text: `text.contains('Welcome')`. */
export const text = textWords('text');

/**
 * The first node that an RFC 9535 path selects in the JSON body: `jsonPath('$.status').is('ok')`. `isAbsent`
 * holds when the path selects nothing. `isYoungerThan` reads ISO 8601, epoch seconds or epoch milliseconds.
 */
export function jsonPath(path: string) {
  const source = 'jsonPath' as const;
  return {
    is: (expected: Scalar | readonly unknown[] | object) => assertion(source, 'is', expected, path),
    isNot: (expected: Scalar | readonly unknown[] | object) => assertion(source, 'isNot', expected, path),
    isOneOf: (expected: readonly Scalar[]) => assertion(source, 'isOneOf', expected, path),
    contains: (expected: string) => assertion(source, 'contains', expected, path),
    lacks: (expected: string) => assertion(source, 'lacks', expected, path),
    matches: (expected: RegExp) => assertion(source, 'matches', pattern(expected), path),
    above: (expected: number) => assertion(source, 'above', expected, path),
    atLeast: (expected: number) => assertion(source, 'atLeast', expected, path),
    below: (expected: number) => assertion(source, 'below', expected, path),
    atMost: (expected: number) => assertion(source, 'atMost', expected, path),
    hasLength: (expected: number | Range) => assertion(source, 'hasLength', expected, path),
    isType: (expected: JsonType) => assertion(source, 'isType', expected, path),
    isYoungerThan: (expected: Duration) => assertion(source, 'isYoungerThan', expected, path),
    exists: () => assertion(source, 'exists', undefined, path),
    isAbsent: () => assertion(source, 'isAbsent', undefined, path),
  };
}

/**
 * How long a phase took. In `expect`, `phase('server').below('500ms')` fails the check; in `thresholds`,
 * `phase('server').above('500ms')` says from where on it is degraded or failed.
 */
export function phase(name: Phase) {
  return {
    below: (expected: Duration) => assertion('phase', 'fasterThan', expected, name),
    above: (above: Duration): PhaseLimit => ({ phase: name, above }),
  };
}

/** The certificate that the target showed: `certificate.daysLeft.atLeast(14)`. */
export const certificate = {
  daysLeft: numberWords('certificate', 'daysLeft'),
};

/** A condition as a function, with the name that its message shows. Return true when it holds. */
export function satisfies<Response>(
  name: string,
  test: (response: Response) => boolean,
): Assertion<'response'> {
  return assertion('response', 'satisfies', { name, test } satisfies CustomAssertion);
}
