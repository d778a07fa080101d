import { describe, expect, it } from 'vitest';
import { http } from '../../index.ts';
import type { Incident } from '../../model/incident/incident.ts';
import type { Result } from '../../model/result.ts';
import { checksOf } from '../../test/checks.ts';
import type { Archive, SeriesPoint } from '../store/archive.ts';
import { archiveFacts } from './facts.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;

const checks = checksOf(
  http('quote', { url: 'https://a.example/', locations: ['eu-west-1', 'us-east-1', 'sa-east-1'] }),
);

const incident = (role: string) => ({ labels: { check: 'quote', role } }) as unknown as Incident;

/** What was worst in each of the last minutes, the latest last. */
const points = (...worst: readonly number[]): SeriesPoint[] =>
  worst.map((max, index) => ({
    at: NOON - (worst.length - index) * MINUTE,
    count: 2,
    sum: max,
    min: 0,
    max,
  }));

const BY_LOCATION: Readonly<Record<string, readonly SeriesPoint[]>> = {
  'eu-west-1': points(0, 0, 1),
  'us-east-1': points(1, 0),
  'sa-east-1': [],
};

const archive: Pick<Archive, 'series' | 'results'> = {
  series: ({ metric, dimensions }) =>
    metric === 'failed' ? (BY_LOCATION[dimensions.Location ?? ''] ?? []) : [],
  results: ({ bad }) => (bad ? [{ message: 'got 500' } as Result] : []),
};

const facts = archiveFacts({ archive, now: () => NOON, checks });

describe('the facts of the archive', () => {
  it('say of each location how it is, when it was last good, and of a bad one what it said last', async () => {
    const { locations, target } = await facts.of(incident('failed'));
    expect(target).toBe('GET https://a.example/');
    expect(locations).toEqual([
      { location: 'eu-west-1', state: 'bad', lastGoodAt: NOON - 2 * MINUTE, message: 'got 500' },
      { location: 'us-east-1', state: 'good', lastGoodAt: NOON - MINUTE },
      { location: 'sa-east-1', state: 'silent' },
    ]);
  });

  it('say nothing of locations where the alarm is about something else', async () => {
    expect((await facts.of(incident('certificate'))).locations).toEqual([]);
  });
});
