import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assertion } from './assertion.ts';
import { evaluate } from './evaluate.ts';
import { OPERATORS } from './operators.ts';
import { certificate, jsonPath, phase, satisfies, text } from './words.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

const verdictOn = (assertion: Assertion, value: unknown) => evaluate(assertion, () => ({ value }), NOW);

describe('an assertion holds or is broken', () => {
  it.each<[sentence: string, Assertion, value: unknown, verdict: 'held' | 'broken']>([
    ['a value is itself', jsonPath('$.a').is('ok'), 'ok', 'held'],
    ['a number is not its text', jsonPath('$.a').is(1), '1', 'broken'],
    ['objects are compared by content', jsonPath('$.a').is({ b: [1] }), { b: [1] }, 'held'],
    ['the order of names does not matter', jsonPath('$.a').is({ a: 1, b: 2 }), { b: 2, a: 1 }, 'held'],
    ['nothing is not null', jsonPath('$.a').is(null), undefined, 'broken'],
    ['one of several', jsonPath('$.a').isOneOf(['a', 'b']), 'b', 'held'],
    ['none of several', jsonPath('$.a').isOneOf(['a', 'b']), 'c', 'broken'],
    ['text contains a part', text.contains('part'), 'a part of it', 'held'],
    ['text lacks a part', text.lacks('error'), 'fine', 'held'],
    ['text that should lack a part has it', text.lacks('error'), 'an error', 'broken'],
    ['a list contains an item', jsonPath('$.tags').contains('b'), ['a', 'b'], 'held'],
    ['nothing contains nothing', jsonPath('$.a').contains('x'), undefined, 'broken'],
    ['a pattern is found', text.matches(/v\d+/), 'build v12', 'held'],
    ['a pattern ignores case when told to', text.matches(/HELLO/i), 'hello', 'held'],
    ['a pattern on what is not text', jsonPath('$.a').matches(/1/), 1, 'broken'],
    ['above its limit', jsonPath('$.price').above(0), 0.01, 'held'],
    ['equal is not above', jsonPath('$.price').above(1), 1, 'broken'],
    ['text is never above', jsonPath('$.price').above(0), '5', 'broken'],
    ['at least', jsonPath('$.n').atLeast(3), 3, 'held'],
    ['at most', jsonPath('$.n').atMost(3), 4, 'broken'],
    ['exact length', jsonPath('$.rows').hasLength(2), [1, 2], 'held'],
    ['a length within a range', jsonPath('$.rows').hasLength({ atLeast: 1, atMost: 2 }), [1, 2, 3], 'broken'],
    ['a number has no length', jsonPath('$.rows').hasLength({ atLeast: 0 }), 5, 'broken'],
    ['null has its own type', jsonPath('$.a').isType('null'), null, 'held'],
    ['a list is not an object', jsonPath('$.a').isType('object'), [], 'broken'],
    ['exists, even as null', jsonPath('$.a').exists(), null, 'held'],
    ['absent', jsonPath('$.a').isAbsent(), undefined, 'held'],
    ['an ISO time within its age', jsonPath('$.asOf').isYoungerThan('60s'), '2026-11-21T11:59:30Z', 'held'],
    ['an ISO time over its age', jsonPath('$.asOf').isYoungerThan('60s'), '2026-11-21T11:59:00Z', 'broken'],
    ['epoch seconds', jsonPath('$.asOf').isYoungerThan('60s'), NOW / 1_000 - 30, 'held'],
    ['epoch milliseconds', jsonPath('$.asOf').isYoungerThan('60s'), NOW - 61_000, 'broken'],
    ['a time far ahead is not young', jsonPath('$.asOf').isYoungerThan('60s'), NOW + 60_000, 'broken'],
    ['what is no time is not young', jsonPath('$.asOf').isYoungerThan('60s'), 'yesterday-ish', 'broken'],
    ['a phase below its limit', phase('server').below('500ms'), 499.9, 'held'],
    ['a phase that was not measured', phase('tls').below('500ms'), undefined, 'broken'],
    ['days left', certificate.daysLeft.atLeast(14), 13.99, 'broken'],
    ['a function that says true', satisfies('adds up', () => true), {}, 'held'],
    ['a function that says false', satisfies('adds up', () => false), {}, 'broken'],
  ])('%s', (_sentence, assertion, value, verdict) => {
    expect(verdictOn(assertion, value).verdict).toBe(verdict);
  });
});

describe('the message says what was expected, what came, and where', () => {
  it.each<[Assertion, value: unknown, message: string]>([
    [jsonPath('$.status').is('ok'), 'down', 'expected jsonPath $.status to be "ok", got "down"'],
    [
      jsonPath('$.rows').hasLength({ atLeast: 1 }),
      [],
      'expected jsonPath $.rows to have length at least 1, got []',
    ],
    [text.matches(/ok/i), 'no', 'expected text to match /ok/i, got "no"'],
    [phase('server').below('500ms'), 740.2, 'expected phase server to take less than 500ms, got 740ms'],
    [jsonPath('$.a').exists(), undefined, 'expected jsonPath $.a to exist, got nothing'],
    [satisfies('adds up', () => false), {}, 'expected response to satisfy "adds up", got false'],
  ])('%j', (assertion, value, message) => {
    expect(verdictOn(assertion, value).message).toBe(message);
  });

  it('cuts a long value', () => {
    expect(verdictOn(text.is('a'), 'x'.repeat(5_000)).message?.length).toBeLessThan(200);
  });

  it('tells why there was no value to judge', () => {
    const outcome = evaluate(jsonPath('$.a').is(1), () => ({ problem: 'the body is empty' }), NOW);
    expect(outcome).toMatchObject({
      verdict: 'broken',
      message: 'expected jsonPath $.a to be 1, but the body is empty',
    });
  });
});

describe('an assertion on several values', () => {
  const { each, some, none } = jsonPath('$.rows[*].price');
  it.each<[sentence: string, Assertion, values: unknown[], message: string | undefined]>([
    ['each: all of them', each.above(0), [1, 2], undefined],
    [
      'each: the first offender is named',
      each.above(0),
      [1, 0, -1],
      'expected each jsonPath $.rows[*].price to be above 0, got 0 (2 of 3)',
    ],
    [
      'each: none at all is not enough',
      each.above(0),
      [],
      'expected each jsonPath $.rows[*].price to be above 0, got none at all',
    ],
    ['some: one is enough', some.is(2), [1, 2], undefined],
    [
      'some: all are shown when none fits',
      some.is(3),
      [1, 2],
      'expected some jsonPath $.rows[*].price to be 3, got [1,2]',
    ],
    [
      'some: none at all is not enough',
      some.is(3),
      [],
      'expected some jsonPath $.rows[*].price to be 3, got none at all',
    ],
    ['none: not one', none.is(0), [1, 2], undefined],
    ['none: holds without any', none.is(0), [], undefined],
    [
      'none: the one that fits is named',
      none.is(0),
      [1, 0],
      'expected none jsonPath $.rows[*].price to be 0, got 0 (2 of 2)',
    ],
  ])('%s', (_sentence, assertion, values, message) => {
    expect(evaluate(assertion, () => ({ values }), NOW).message).toBe(message);
  });

  it('a broken one carries the reason that its source gave', () => {
    const read = () => ({ value: 'down', reason: 'unexpected_body' as const });
    expect(evaluate(jsonPath('$.a').is('up'), read, NOW)).toMatchObject({ reason: 'unexpected_body' });
  });
});

describe('an assertion that throws is told as such', () => {
  it.each<[sentence: string, Assertion]>([
    ['a function that throws', satisfies('breaks', () => JSON.parse('{'))],
    ['a function that returns what is not a boolean', satisfies('forgets', (() => 'yes') as never)],
  ])('%s', (_sentence, assertion) => {
    expect(verdictOn(assertion, {})).toMatchObject({ verdict: 'threw' });
  });
});

it('no operator throws on any value, whatever comes', () => {
  const samples: Record<string, Assertion> = Object.fromEntries(
    [
      ...Object.entries(jsonPath('$.a')).flatMap(([name, word]) =>
        typeof word === 'function' ? [(word as (expected: unknown) => Assertion)(SAMPLE[name] ?? 1)] : [],
      ),
      phase('total').below('1s'),
    ].map((one) => [one.operator, one]),
  );
  const untested = Object.keys(OPERATORS).filter((name) => !(name in samples));
  expect(untested).toEqual(['isClass', 'conforms', 'agree', 'satisfies']); // a status is always a number; a function may throw
  fc.assert(
    fc.property(
      fc.oneof(fc.anything({ withNullPrototype: true }), fc.constantFrom(...HOSTILE)),
      fc.constantFrom(...Object.values(samples)),
      (value, assertion) => {
        expect(verdictOn(assertion, value).verdict).not.toBe('threw');
      },
    ),
    { numRuns: 2_000 },
  );
});

/** What a target can send in JSON to trip a careless comparison. */
const HOSTILE: unknown[] = [
  JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  JSON.parse('{"toString":1,"valueOf":2,"toJSON":3,"length":4}'),
  JSON.parse('{"__proto__":{"polluted":true}}'),
  JSON.parse('1e400'),
];

/** An expected value for each word that does not take a number. */
const SAMPLE: Record<string, unknown> = {
  isOneOf: [1, 'a'],
  contains: 'a',
  lacks: 'a',
  matches: /a+/,
  hasLength: { atLeast: 1 },
  isType: 'string',
  isYoungerThan: '1m',
};
