import { describe, expect, it } from 'vitest';
import { QUOTES } from '../../test/desk.ts';
import { FakeArchive } from '../../test/fakes/archive.ts';
import { NOON, resultOf } from '../../test/watched.ts';
import { percentile, Recent } from './recent.ts';

describe('the past in short', () => {
  it('is read once, without anybody having to wait for all of it', async () => {
    const archive = new FakeArchive();
    await archive.record([resultOf(QUOTES)], []);
    let reads = 0;
    const counting = {
      results: (query: Parameters<FakeArchive['results']>[0]) => {
        reads += 1;
        return archive.results(query);
      },
    };
    const recent = new Recent(counting);
    recent.warmUp(['quotes', 'name', 'site'], new AbortController().signal);
    let turns = 0;
    const turn = () => {
      turns += 1;
      if (reads < 6) setImmediate(turn);
    };
    setImmediate(turn);
    await recent.ready;
    expect(turns).toBeGreaterThan(1);
    expect(recent.of('quotes').recent).toHaveLength(1);
    expect(reads).toBe(6);
  });

  it('is not read on when the server is closed', async () => {
    const recent = new Recent({
      results: () => {
        throw new Error('the archive is closed');
      },
    });
    recent.warmUp(['quotes'], AbortSignal.abort());
    await expect(recent.ready).resolves.toBeUndefined();
  });

  it('has a result once, also when the archive had it before it was told of', async () => {
    const archive = new FakeArchive();
    const recent = new Recent(archive);
    const result = resultOf(QUOTES);
    recent.note({ type: 'result', result });
    await archive.record([result], []);
    expect(recent.of('quotes').recent).toEqual([{ at: NOON, state: 'passed', ms: 15 }]);
    recent.note({ type: 'result', result });
    expect(recent.of('quotes').recent).toHaveLength(1);
  });
});

it.each([
  [[], 50, undefined],
  [[7], 95, 7],
  [[3, 1, 2], 50, 2],
  [[1, 2, 3, 4], 50, 2],
  [Array.from({ length: 100 }, (_, n) => n + 1), 95, 95],
])('of %j, %i percent do not exceed %s', (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});
