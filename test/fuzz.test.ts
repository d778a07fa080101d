import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBatch, encodeBatch } from '../functions/dispatch/message.ts';
import { decodeSpooled } from '../functions/sinks/cloudwatch/spool.ts';
import { header, jsonPath, size, text } from '../index.ts';
import { judge } from '../model/judge.ts';
import { redactor } from '../model/redact.ts';
import { STATES } from '../model/result.ts';
import { reader } from '../probes/http/answer.ts';

/** Fixed, so that what fails once fails again. */
const SEED = 3;

const BODIES = 100_000;
const MESSAGES = 50_000;
const TEXTS = 30_000;

const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some));

/** JSON with the names and values that trip a careless reader. */
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'null',
      'true',
      '1e400',
      '-0',
      '1e-400',
      '"\\ud800"',
      '"\\u0000"',
      '""',
      '0.1',
      '[]',
      '{}',
    ),
    fc.string({ maxLength: 8 }).map((some) => JSON.stringify(some)),
    fc.array(tie('value') as fc.Arbitrary<string>, { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(
        fc.tuple(
          fc.constantFrom('a', 'b', '__proto__', 'constructor', 'toString', 'length', ''),
          tie('value'),
        ),
        {
          maxLength: 4,
        },
      )
      .map((entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
  ),
}));

/** JSON with a byte or two of it changed. */
const damaged = fc
  .tuple(json as fc.Arbitrary<string>, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }))
  .map(([whole, changes]) => {
    const some = Buffer.from(whole);
    for (const [at, value] of changes) if (some.length > 0) some[at % some.length] = value;
    return some;
  });

const EXPECT = [
  text.matches(/^(a+)+$/),
  jsonPath('$..a').exists(),
  jsonPath('$[?@.b > 1]').isAbsent(),
  jsonPath('$.a').hasLength({ atLeast: 1 }),
  jsonPath('$..*').each.isYoungerThan('1m'),
  jsonPath('$..toString').none.is('x'),
  header('constructor').isAbsent(),
  size.below(400),
];

describe(`${BODIES} bodies of any bytes, ${EXPECT.length} assertions each, seed ${SEED}`, () => {
  it('come to a verdict: nothing throws, and no prototype is changed', async () => {
    const check = { expect: EXPECT, thresholds: { failed: [], degraded: [] } };
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, bytes), async (body) => {
        const headers = Object.create(null) as Record<string, string>;
        const answer = { status: 200, headers, body, redirects: 0, connection: undefined };
        const read = await reader({ answer, phases: {}, now: 0, expect: EXPECT });
        const seen = { phases: {}, read, measurements: {}, evidence: () => ({}) };
        const { state, message, assertions } = judge(check, seen, { now: 0, lag: 0 });
        expect(STATES).toContain(state);
        expect(message).not.toContain('\n');
        expect(assertions.map(({ verdict }) => verdict)).not.toContain('threw');
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { seed: SEED, numRuns: BODIES },
    );
  }, 120_000);
});

describe(`${MESSAGES} messages of any text, seed ${SEED}`, () => {
  const own = encodeBatch({ location: 'eu-west-1', minute: 60, runs: [{ check: 'a', at: 61 }] });
  const bent = fc
    .tuple(fc.constant(own), fc.nat(own.length), fc.nat(own.length), fc.string({ maxLength: 3 }))
    .map(([whole, from, to, put]) => whole.slice(0, from) + put + whole.slice(to));

  it('are read as ours in full, or not at all', () => {
    fc.assert(
      fc.property(fc.oneof(bent, json as fc.Arbitrary<string>, fc.string()), (body) => {
        const batch = decodeBatch(body);
        if (batch) {
          expect(decodeBatch(encodeBatch(batch))).toEqual(batch);
          for (const { check, at } of batch.runs)
            expect([typeof check, typeof at]).toEqual(['string', 'number']);
        }
        for (const entry of decodeSpooled(body) ?? []) expect(entry.Timestamp).toBeInstanceOf(Date);
      }),
      { seed: SEED, numRuns: MESSAGES },
    );
  }, 60_000);
});

describe(`${TEXTS} texts with a secret in them, seed ${SEED}`, () => {
  const secret = fc.string({ minLength: 6, maxLength: 30, unit: 'grapheme' });

  it('show it in no form', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const forms = [value, encodeURIComponent(value), Buffer.from(value).toString('base64')];
        for (const form of forms) {
          const told = redactor([value])(`${before}|${form}|${after}`);
          expect(told.replaceAll('[redacted]', '')).not.toContain(form);
        }
      }),
      { seed: SEED, numRuns: TEXTS },
    );
  }, 60_000);
});
