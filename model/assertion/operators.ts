import { isDeepStrictEqual } from 'node:util';
import { type Duration, formatMs, milliseconds } from '../duration.ts';
import { type PatternSource, patternOf } from './pattern.ts';

/** A range of sizes; at least one side. */
export interface Range {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export const JSON_TYPES = ['string', 'number', 'boolean', 'null', 'array', 'object'] as const;
export type JsonType = (typeof JSON_TYPES)[number];

interface Operator {
  /** `now` is epoch milliseconds. May throw: that is an assertion that threw, not one that is broken. */
  readonly holds: (actual: unknown, expected: never, now: number) => boolean;
  /** What is expected, as it follows "expected <source>". */
  readonly phrase: (expected: never) => string;
}

/** Every comparison that an assertion can make, by the name that the words give it. */
export const OPERATORS = {
  is: {
    holds: (actual, expected: unknown) => same(actual, expected),
    phrase: (expected) => `to be ${quote(expected)}`,
  },
  isNot: {
    holds: (actual, expected: unknown) => !same(actual, expected),
    phrase: (expected) => `not to be ${quote(expected)}`,
  },
  isOneOf: {
    holds: (actual, expected: readonly unknown[]) => expected.some((one) => same(actual, one)),
    phrase: (expected: readonly unknown[]) => `to be one of ${expected.map(quote).join(', ')}`,
  },
  isClass: {
    holds: (actual, expected: string) => `${Math.floor(Number(actual) / 100)}xx` === expected,
    phrase: (expected) => `to be ${expected}`,
  },
  contains: {
    holds: (actual, expected: string) => includes(actual, expected),
    phrase: (expected) => `to contain ${quote(expected)}`,
  },
  lacks: {
    holds: (actual, expected: string) => !includes(actual, expected),
    phrase: (expected) => `not to contain ${quote(expected)}`,
  },
  matches: {
    holds: (actual, expected: PatternSource) =>
      typeof actual === 'string' && patternOf(expected).matcher(actual).find(),
    phrase: (expected: PatternSource) => `to match /${expected.source}/${expected.flags}`,
  },
  above: {
    holds: (actual, expected: number) => isNumber(actual) && actual > expected,
    phrase: (n) => `to be above ${n}`,
  },
  below: {
    holds: (actual, expected: number) => isNumber(actual) && actual < expected,
    phrase: (n) => `to be below ${n}`,
  },
  atLeast: {
    holds: (actual, expected: number) => isNumber(actual) && actual >= expected,
    phrase: (n) => `to be at least ${n}`,
  },
  atMost: {
    holds: (actual, expected: number) => isNumber(actual) && actual <= expected,
    phrase: (n) => `to be at most ${n}`,
  },
  fasterThan: {
    holds: (actual, expected: Duration) => isNumber(actual) && actual < milliseconds(expected),
    phrase: (expected) => `to take less than ${formatMs(milliseconds(expected))}`,
  },
  exists: { holds: (actual) => actual !== undefined, phrase: () => 'to exist' },
  isAbsent: { holds: (actual) => actual === undefined, phrase: () => 'to be absent' },
  hasLength: {
    holds: (actual, expected: number | Range) => within(lengthOf(actual), expected),
    phrase: (expected) => `to have length ${rangePhrase(expected)}`,
  },
  isType: {
    holds: (actual, expected: JsonType) => typeOf(actual) === expected,
    phrase: (type) => `to be of type ${type}`,
  },
  isYoungerThan: {
    holds: (actual, expected: Duration, now) => isYounger(actual, milliseconds(expected), now),
    phrase: (expected) => `to be a time less than ${formatMs(milliseconds(expected))} ago`,
  },
  conforms: {
    holds: (actual) => Array.isArray(actual) && actual.length === 0,
    phrase: () => 'to conform to the schema',
  },
  agree: {
    holds: (actual) => Array.isArray(actual) && actual.every((one) => same(one.answers, actual[0]?.answers)),
    phrase: () => 'to agree',
  },
  satisfies: {
    holds: (actual, expected: CustomAssertion) => {
      const answer: unknown = expected.test(actual as never);
      if (typeof answer === 'boolean') return answer;
      // An async function that rejects with nobody listening would end the process.
      if (answer instanceof Promise) answer.catch(() => {});
      const returned = answer instanceof Promise ? 'a promise' : quote(answer);
      throw new TypeError(`${quote(expected.name)} returned ${returned}, not true or false`);
    },
    phrase: (expected: CustomAssertion) => `to satisfy ${quote(expected.name)}`,
  },
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof OPERATORS;

/** A condition written as a function: true when it holds. */
export interface CustomAssertion {
  readonly name: string;
  readonly test: (response: never) => boolean;
}

/** How far ahead of our clock a time may be and still count as young: clocks differ by seconds, not minutes. */
const CLOCK_TOLERANCE_MS = 5_000;

/** A value as a person reads it in a message, at most 120 characters. */
export function quote(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = inJson(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function inJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return 'a value nested too deep to show';
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

function includes(actual: unknown, expected: string): boolean {
  if (Array.isArray(actual)) return actual.some((one) => same(one, expected));
  return (typeof actual === 'string' || typeof actual === 'number') && String(actual).includes(expected);
}

/** Equal by content, whatever the order of an object's names. */
function same(actual: unknown, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(actual, expected);
  } catch {
    return false; // nested deeper than the stack: it is not what anybody wrote down as expected
  }
}

function typeOf(value: unknown): JsonType | 'undefined' {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as JsonType);
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}

function within(length: number | undefined, expected: number | Range): boolean {
  if (length === undefined) return false;
  if (typeof expected === 'number') return length === expected;
  return length >= (expected.atLeast ?? 0) && length <= (expected.atMost ?? Number.POSITIVE_INFINITY);
}

function rangePhrase(expected: number | Range): string {
  if (typeof expected === 'number') return String(expected);
  const { atLeast, atMost } = expected;
  return [atLeast !== undefined && `at least ${atLeast}`, atMost !== undefined && `at most ${atMost}`]
    .filter(Boolean)
    .join(' and ');
}

/** Epoch seconds have 10 digits and milliseconds 13, from 2001 to 2286. */
const FIRST_EPOCH_MS = 1e12;

function isYounger(actual: unknown, limitMs: number, now: number): boolean {
  const at = timeOf(actual);
  return Number.isFinite(at) && now - at < limitMs && at - now <= CLOCK_TOLERANCE_MS;
}

/** Epoch milliseconds of an ISO 8601 text, epoch seconds or epoch milliseconds; NaN for anything else. */
function timeOf(value: unknown): number {
  if (isNumber(value)) return value < FIRST_EPOCH_MS ? value * 1_000 : value;
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
