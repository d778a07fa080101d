import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Datum } from '../../../model/metric.ts';
import { countOf, type Entry, merge } from './merge.ts';
import { bytesOf, inRequests } from './requests.ts';

const NOW = Date.parse('2026-11-21T12:00:30.500Z');
const MINUTE = Date.parse('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;

const datum = (over: Partial<Datum> = {}): Datum => ({
  metric: 'duration',
  dimensions: { Check: 'quote', Location: 'eu-west-1' },
  value: 1,
  at: NOW,
  resolution: 60,
  ...over,
});

const valuesOf = ({ Values, Counts }: Entry): number[] =>
  Values.flatMap((value, index) => Array.from({ length: Counts[index] ?? 0 }, () => value));

describe('merging', () => {
  test('an entry has the name, unit and dimensions of the metric table, in its order', () => {
    const { entries } = merge([datum({ dimensions: { Location: 'eu-west-1', Check: 'quote' } })], NOW);
    expect(entries).toEqual([
      {
        MetricName: 'Duration',
        Dimensions: [
          { Name: 'Check', Value: 'quote' },
          { Name: 'Location', Value: 'eu-west-1' },
        ],
        Timestamp: new Date(MINUTE),
        Unit: 'Milliseconds',
        StorageResolution: 60,
        Values: [1],
        Counts: [1],
      },
    ]);
  });

  const other = { Check: 'quote', Location: 'us-east-1' };
  test.each<[string, Partial<Datum>, number]>([
    ['the same minute', { at: MINUTE }, 1],
    ['another minute', { at: MINUTE - 1 }, 2],
    ['another location', { dimensions: other }, 2],
    ['another metric', { metric: 'failed' }, 2],
    ['another resolution', { resolution: 1 }, 2],
  ])('%s', (_sentence, over, entries) => {
    expect(merge([datum(), datum(over)], NOW).entries).toHaveLength(entries);
  });

  test('with a resolution of one second, values of one second meet and keep that second', () => {
    const fine = (ms: number) => datum({ resolution: 1, at: MINUTE + ms, value: ms });
    const { entries } = merge([fine(4_000), fine(4_999), fine(5_000)], NOW);
    expect(entries.map(({ Timestamp, Values }) => [Timestamp.getTime() - MINUTE, Values])).toEqual([
      [4_000, [4_000, 4_999]],
      [5_000, [5_000]],
    ]);
  });

  test('the 151st distinct value takes a second entry', () => {
    const datums = Array.from({ length: 302 }, (_, index) => datum({ value: index % 151 }));
    const { entries } = merge(datums, NOW);
    expect(entries.map(({ Values }) => Values.length)).toEqual([150, 1]);
    expect(countOf(entries)).toBe(302);
  });

  test.each<[string, Partial<Datum>, string]>([
    ['not a number', { value: Number.NaN }, 'is NaN'],
    ['infinite', { value: Number.POSITIVE_INFINITY }, 'is Infinity'],
    ['infinitely small', { value: Number.NEGATIVE_INFINITY }, 'is -Infinity'],
    ['above 2^360', { value: 2 ** 361 }, 'does not take'],
    ['older than two weeks', { at: NOW - 14 * DAY_MS - 1 }, 'older than two weeks'],
    ['more than two hours ahead', { at: NOW + 7_200_001 }, 'more than two hours ahead'],
    ['of no time at all', { at: Number.NaN }, 'older than two weeks'],
  ])('a datum %s is kept out and told', (_sentence, over, said) => {
    const { entries, refused, problem } = merge([datum(), datum(over)], NOW);
    expect(countOf(entries)).toBe(1);
    expect(refused).toBe(1);
    expect(problem).toContain('Duration of quote at eu-west-1');
    expect(problem).toContain(said);
  });

  test.each<[string, Partial<Datum>]>([
    ['2^360', { value: 2 ** 360 }],
    ['-2^360', { value: -(2 ** 360) }],
    ['two weeks of age', { at: NOW - 14 * DAY_MS + 60_000 }],
    ['two hours ahead', { at: NOW + 7_200_000 }],
  ])('%s is still taken', (_sentence, over) => {
    expect(merge([datum(over)], NOW)).toMatchObject({ refused: 0 });
  });
});

/** Datums of few series, so that much is merged; some of them are not for CloudWatch. */
const anyDatum: fc.Arbitrary<Datum> = fc.record({
  metric: fc.constantFrom('failed', 'duration', 'executed'),
  dimensions: fc.record({ Check: fc.constantFrom('a', 'b'), Location: fc.constantFrom('x', 'y') }),
  value: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double()),
  at: fc.oneof(fc.integer({ min: NOW - 120_000, max: NOW }), fc.constant(0)),
  resolution: fc.constantFrom(1, 60),
});

const isSound = ({ value, at }: Datum) => Math.abs(value) <= 2 ** 360 && at > 0;

const ascending = (values: readonly number[]) => [...values].sort((a, b) => a - b);

describe('for any datums', () => {
  test('each is in exactly one entry or refused, and the values are the same, each as often', () => {
    fc.assert(
      fc.property(fc.array(anyDatum, { maxLength: 500 }), (datums) => {
        const { entries, refused } = merge(datums, NOW);
        const sound = datums.filter(isSound);
        expect(countOf(entries) + refused).toBe(datums.length);
        // -0 and 0 are the same value to CloudWatch.
        expect(ascending(entries.flatMap(valuesOf).map((value) => value + 0))).toEqual(
          ascending(sound.map(({ value }) => value + 0)),
        );
      }),
    );
  });

  test('no entry holds more than 150 values, none twice, and no series has more entries than it needs', () => {
    fc.assert(
      fc.property(fc.array(anyDatum, { maxLength: 500 }), (datums) => {
        const { entries } = merge(datums, NOW);
        for (const { Values, Counts } of entries) {
          expect(Values.length).toBeLessThanOrEqual(150);
          expect(new Set(Values).size).toBe(Values.length);
          expect(Counts.length).toBe(Values.length);
        }
        const notFull = entries.filter(({ Values }) => Values.length < 150).map(nameOf);
        expect(new Set(notFull).size).toBe(notFull.length);
      }),
    );
  });
});

const nameOf = ({ Values, Counts, ...name }: Entry) => JSON.stringify(name);

const entryOf = (values: number, checkLength: number): Entry => ({
  MetricName: 'Duration',
  Dimensions: [{ Name: 'Check', Value: 'é'.repeat(checkLength) }],
  Timestamp: new Date(NOW),
  Unit: 'Milliseconds',
  StorageResolution: 1,
  Values: Array.from({ length: values }, (_, index) => index + Math.PI),
  Counts: Array.from({ length: values }, () => 1),
});

describe('for any entries', () => {
  const anyEntry = fc
    .tuple(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 400 }))
    .map(([values, length]) => entryOf(values, length));

  test('every request is within the limits, and no two neighbours would have fitted into one', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 20 }), fc.integer({ min: 1, max: 150 }), (some, times) => {
        const entries = Array.from({ length: times }, () => some).flat();
        const requests = inRequests(entries);
        expect(requests.flat()).toEqual(entries);
        const sizes = requests.map((request) => request.reduce((sum, entry) => sum + bytesOf(entry), 100));
        for (const [index, request] of requests.entries()) {
          expect(request.length).toBeLessThanOrEqual(1_000);
          expect(wireBytes(request)).toBeLessThanOrEqual(1_000_000);
          const [next] = requests[index + 1] ?? [];
          if (next)
            expect(request.length === 1_000 || Number(sizes[index]) + bytesOf(next) > 1_000_000).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** As the SDK writes it. */
const wireBytes = (request: readonly Entry[]): number =>
  Buffer.byteLength(
    JSON.stringify({
      Namespace: 'Vedette',
      MetricData: request.map((entry) => ({ ...entry, Timestamp: entry.Timestamp.getTime() / 1_000 })),
    }),
  );
