import type { Duration } from '../duration.ts';
import type { Phase } from '../phase.ts';
import type { PhaseLimit } from '../threshold.ts';
import type { Assertion, Quantifier } from './assertion.ts';
import type { CustomAssertion, JsonType, OperatorName, Range } from './operators.ts';

/** Which one of a source's values, and of how many of them, an assertion speaks. */
interface Scope {
  readonly of?: string | undefined;
  readonly quantifier?: Quantifier | undefined;
}

/** Makes one assertion; the words below are the way to write them. */
export function assertion<Source extends string>(
  source: Source,
  operator: OperatorName,
  expected?: unknown,
  { of, quantifier }: Scope = {},
): Assertion<Source> {
  return {
    source,
    operator,
    ...(of !== undefined && { of }),
    ...(expected !== undefined && { expected }),
    ...(quantifier !== undefined && { quantifier }),
  };
}

const pattern = ({ source, flags }: RegExp) => ({ source, flags });

/** Words for a source that is text. Patterns run on a linear-time engine: no look-around, no back-references. */
export function textWords<Source extends string>(source: Source, scope: Scope = {}) {
  return {
    is: (expected: string) => assertion(source, 'is', expected, scope),
    isNot: (expected: string) => assertion(source, 'isNot', expected, scope),
    contains: (expected: string) => assertion(source, 'contains', expected, scope),
    lacks: (expected: string) => assertion(source, 'lacks', expected, scope),
    matches: (expected: RegExp) => assertion(source, 'matches', pattern(expected), scope),
    hasLength: (expected: number | Range) => assertion(source, 'hasLength', expected, scope),
  };
}

/** Words for a source that is a number. */
export function numberWords<Source extends string>(source: Source, scope: Scope = {}) {
  return {
    is: (expected: number) => assertion(source, 'is', expected, scope),
    isNot: (expected: number) => assertion(source, 'isNot', expected, scope),
    above: (expected: number) => assertion(source, 'above', expected, scope),
    atLeast: (expected: number) => assertion(source, 'atLeast', expected, scope),
    below: (expected: number) => assertion(source, 'below', expected, scope),
    atMost: (expected: number) => assertion(source, 'atMost', expected, scope),
  };
}

/** Words for a source that may not be there. */
export function presenceWords<Source extends string>(source: Source, scope: Scope = {}) {
  return {
    exists: () => assertion(source, 'exists', undefined, scope),
    isAbsent: () => assertion(source, 'isAbsent', undefined, scope),
  };
}

/** Words for a time: ISO 8601, an HTTP date, epoch seconds or epoch milliseconds. */
export function timeWords<Source extends string>(source: Source, scope: Scope = {}) {
  return { isYoungerThan: (expected: Duration) => assertion(source, 'isYoungerThan', expected, scope) };
}

type Scalar = string | number | boolean | null;

/** Words for a value of JSON, of whatever type. */
function jsonWords<Source extends string>(source: Source, scope: Scope) {
  return {
    ...textWords(source, scope),
    ...numberWords(source, scope),
    ...timeWords(source, scope),
    is: (expected: Scalar | readonly unknown[] | object) => assertion(source, 'is', expected, scope),
    isNot: (expected: Scalar | readonly unknown[] | object) => assertion(source, 'isNot', expected, scope),
    isOneOf: (expected: readonly Scalar[]) => assertion(source, 'isOneOf', expected, scope),
    isType: (expected: JsonType) => assertion(source, 'isType', expected, scope),
  };
}

/** The body as text: `text.contains('Welcome')`. */
export const text = textWords('text');

/**
 * What an RFC 9535 path selects in the JSON body. `jsonPath('$.status').is('ok')` judges the first node;
 * `jsonPath('$.rows[*].price').each.above(0)` every node, `some` at least one, `none` not one. `isAbsent` holds when
 * the path selects nothing.
 */
export function jsonPath(of: string) {
  return {
    ...jsonWords('jsonPath', { of }),
    ...presenceWords('jsonPath', { of }),
    each: jsonWords('jsonPath', { of, quantifier: 'each' }),
    some: jsonWords('jsonPath', { of, quantifier: 'some' }),
    none: jsonWords('jsonPath', { of, quantifier: 'none' }),
  };
}

/**
 * How long a phase took. In `expect`, `phase('server').below('500ms')` fails the check; in `thresholds`,
 * `phase('server').above('500ms')` says from where on it is degraded or failed.
 */
export function phase(name: Phase) {
  return {
    below: (expected: Duration) => assertion('phase', 'fasterThan', expected, { of: name }),
    above: (above: Duration): PhaseLimit => ({ phase: name, above }),
  };
}

/** The certificate that the target showed: `certificate.daysLeft.atLeast(14)`. */
export const certificate = {
  daysLeft: numberWords('certificate', { of: 'daysLeft' }),
};

/** A condition as a function, with the name that its message shows. Return true when it holds. */
export function satisfies<Response>(
  name: string,
  test: (response: Response) => boolean,
): Assertion<'response'> {
  return assertion('response', 'satisfies', { name, test } satisfies CustomAssertion);
}

/** Oldest first. */
export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

/** The version of TLS that was agreed on: `tlsVersion.atLeast('TLSv1.2')`. */
export const tlsVersion = {
  is: (expected: TlsVersion) => assertion('tlsVersion', 'is', expected),
  isOneOf: (expected: readonly TlsVersion[]) => assertion('tlsVersion', 'isOneOf', expected),
  atLeast: (floor: TlsVersion) =>
    assertion('tlsVersion', 'isOneOf', TLS_VERSIONS.slice(TLS_VERSIONS.indexOf(floor))),
};
