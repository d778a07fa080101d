import { describe, expect, it } from 'vitest';
import type { Held } from './injected.ts';
import { budgetMeasurements, budgetOutcomes } from './judged-budgets.ts';
import { moments } from './kept-filmstrip.ts';
import { blockingTime, type Run } from './measured.ts';
import { medianOf } from './median.ts';
import { isAtRest } from './open.ts';
import { FirstParty, partOf, sumsOf } from './requests.ts';
import { keyOf, MEASURE_NAMES } from './words.ts';

const held = (at: number, ms: number, blocking = Math.max(0, ms - 50)): Held => ({
  at,
  ms,
  blocking,
  script: '',
});

describe('blocking time', () => {
  it.each<[sentence: string, all: Held[], after: number, expected: number]>([
    ['nothing held up', [], 100, 0],
    ['what is beyond 50 ms', [held(200, 250), held(600, 60)], 100, 210],
    ['nothing that was over before', [held(0, 90)], 100, 0],
    ['of what was under way only what is left', [held(0, 300)], 100, 200],
    ['several short tasks in one frame', [held(200, 120, 0)], 100, 0],
  ])('is %s', (_sentence, all, after, expected) => expect(blockingTime(all, after)).toBe(expected));
});

describe('rest', () => {
  it.each<[sentence: string, held: Held[], shifts: number[], isRest: boolean]>([
    ['a page that did nothing', [], [], true],
    ['a script that was long over', [held(100, 300)], [], true],
    ['a script that was just over', [held(100, 450)], [], false],
    ['something that just moved', [], [501], false],
  ])('%s', (_sentence, all, shifts, isRest) => {
    const readings = { now: 1_000, held: all, shifts: shifts.map((at) => ({ at, value: 0.1, element: '' })) };
    expect(isAtRest(readings)).toBe(isRest);
  });
});

describe('the median of runs', () => {
  const run = (lcp: number | undefined, load: number): Run => ({
    values: { ...(lcp !== undefined && { lcp }), load },
    culprits: { lcp: `#at-${lcp}` },
  });

  it.each<[sentence: string, runs: Run[], expected: Run]>([
    ['of none is nothing', [], { values: {}, culprits: {} }],
    ['of one is that one', [run(3, 9)], { values: { lcp: 3, load: 9 }, culprits: { lcp: '#at-3' } }],
    [
      'is each measure by itself, with what it was owed to',
      [run(3, 7), run(1, 9), run(2, 8)],
      { values: { lcp: 2, load: 8 }, culprits: { lcp: '#at-2' } },
    ],
    [
      'of two is the lower',
      [run(3, 9), run(1, 7)],
      { values: { lcp: 1, load: 7 }, culprits: { lcp: '#at-1' } },
    ],
    [
      'is of those that have it',
      [run(undefined, 9), run(5, 7), run(4, 8)],
      { values: { lcp: 4, load: 8 }, culprits: { lcp: '#at-4' } },
    ],
  ])('%s', (_sentence, runs, expected) => expect(medianOf(runs)).toEqual(expected));
});

describe('budgets', () => {
  const limit = { measure: 'lcp', state: 'failed', atMost: 1_000 } as const;
  const seen = (values: Run['values']): Run => ({ values, culprits: { lcp: '#hero' } });

  it.each<
    [sentence: string, values: Run['values'], lag: number, verdict: string, message: string | undefined]
  >([
    ['at the limit holds', { lcp: 1_000 }, 0, 'held', undefined],
    [
      'above it is broken',
      { lcp: 1_001 },
      200,
      'broken',
      'LCP took 1s, above the failed budget of 1s: #hero',
    ],
    [
      'above it on a machine that was late itself says nothing',
      { lcp: 1_001 },
      201,
      'unreliable',
      'LCP took 1s, above the failed budget of 1s: #hero',
    ],
    ['nothing painted is broken', {}, 0, 'broken', 'there is no LCP: neither text nor picture was painted'],
    [
      'something that could not be seen says nothing',
      { fcp: 1 },
      0,
      'unreliable',
      'LCP could not be measured',
    ],
  ])('%s', (_sentence, values, lag, verdict, message) => {
    const [outcome] = budgetOutcomes(seen(values), [limit], lag);
    expect([outcome?.verdict, outcome?.message]).toEqual([verdict, message]);
  });

  it('a part of which there is nothing is told where it has a budget', () => {
    const run = seen({ lcp: 1.23456, 'requests:font': 0, 'requests:image': 0 });
    const limits = [{ measure: 'requests:font', state: 'failed', atMost: 3 }] as const;
    expect(budgetMeasurements(run, limits)).toEqual({ lcp: 1.235, requests_font: 0 });
  });

  it('no two measures have one name', () => {
    expect(new Set(MEASURE_NAMES.map(keyOf)).size).toBe(MEASURE_NAMES.length);
  });
});

describe('requests', () => {
  it.each<[type: string, part: string]>([
    ['Script', 'script'],
    ['XHR', 'fetch'],
    ['xhr', 'fetch'],
    ['EventSource', 'fetch'],
    ['TextTrack', 'media'],
    ['Manifest', 'other'],
  ])('of type %s are counted as %s', (type, part) => expect(partOf(type)).toBe(part));

  it.each<[url: string, isOwn: boolean]>([
    ['https://exchange.com/', true],
    ['https://www.exchange.com/', true],
    ['https://static.exchange.com/', true],
    ['https://my-exchange.com/', false],
    ['https://cdn.example.net/', true],
    ['https://a.cdn.example.net/', false],
    ['https://a.shared.example.net/', true],
  ])('to %s', (url, isOwn) => {
    const own = new FirstParty('https://www.exchange.com/a', ['cdn.example.net', '*.shared.example.net']);
    expect(own.owns(url)).toBe(isOwn);
  });

  it('are summed up by type and by whose they are', () => {
    const sized = (part: 'script' | 'image', bytes: number, isThirdParty = false) => ({
      ...{ url: `https://a.example/${bytes}`, part, bytes, isThirdParty },
    });
    const sums = sumsOf([sized('script', 3_000), sized('image', 1_000, true), sized('script', 2_000)]);
    expect(sums.get('')).toEqual({ value: 6_000, culprit: 'the largest is https://a.example/3000 with 3kB' });
    expect(sums.get('script')?.value).toBe(5_000);
    expect(sums.get('third-party')?.value).toBe(1_000);
    expect(sums.get('font')).toEqual({ value: 0 });
  });
});

describe('a filmstrip', () => {
  const frames = (...progress: number[]) =>
    progress.map((percent, index) => ({ at: index, image: Buffer.alloc(0), progress: percent }));

  it.each<[sentence: string, progress: number[], at: number[]]>([
    ['is empty of nothing', [], []],
    ['leaves out what looks as before', [0, 0, 50, 50, 100], [0, 2, 4]],
    [
      'of many frames is eight, the first and the last among them',
      Array.from({ length: 22 }, (_, index) => index),
      [0, 3, 6, 9, 12, 15, 18, 21],
    ],
  ])('%s', (_sentence, progress, at) => {
    expect(moments(frames(...progress)).map((frame) => frame.at)).toEqual(at);
  });
});
