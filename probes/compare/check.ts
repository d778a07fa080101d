import { defineKind } from '../../model/kind.ts';
import { http } from '../http/check.ts';
import { stream } from '../stream/check.ts';
import { compareAlarms, compareMetrics } from './definition/alarms.ts';
import type { CompareOptions } from './definition/options.ts';
import { review } from './definition/review.ts';
import { compareRules } from './definition/rules.ts';
import { type CompareSpec, type SourceSpec, specOf } from './definition/spec.ts';

export type * from './definition/options.ts';
export type { CompareSpec, SourceSpec } from './definition/spec.ts';

/** What asking and subscribing may take beside the window, in milliseconds, when nobody says. */
const ASKING_MS = 10_000;

/** Where a source is asked first, as its own kind says it. */
function placeOf(source: SourceSpec): string {
  if ('pushed' in source) return stream.target(source.pushed);
  const first = source.polled.journeys[0]?.steps[0];
  return first ? http.target(first.request) : '';
}

/** Whose stall is it: `compare('sides', { calendar: 'XASX', sources: [{ name: 'exchange', ... }, { name: 'vendor', ... }] })`. */
export const compare = defineKind<'compare', CompareOptions, CompareSpec>({
  kind: 'compare',
  required: ['calendar', 'sources'],
  sources: ['phase'],
  expectByDefault: [],
  phases: ['total'],
  rules: compareRules,
  spec: specOf,
  usualTimeoutMs: ({ windowMs }) => windowMs + ASKING_MS,
  inner: ({ sources }) =>
    sources.flatMap((source) =>
      'polled' in source
        ? source.polled.journeys.flatMap(({ steps }) => steps.flatMap(({ expect }) => expect))
        : [],
    ),
  target: ({ sources: [first, ...others] }) =>
    first ? [`${first.name} (${placeOf(first)})`, ...others.map(({ name }) => name)].join(' against ') : '',
  degrades: ({ limits }) => limits.tolerate > 0,
  metrics: compareMetrics,
  alarms: compareAlarms,
  review,
});
