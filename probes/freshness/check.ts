import { defineKind } from '../../model/kind.ts';
import { http } from '../http/check.ts';
import { freshnessAlarms, freshnessMetrics } from './definition/alarms.ts';
import type { FreshnessOptions } from './definition/options.ts';
import { review } from './definition/review.ts';
import { freshnessRules } from './definition/rules.ts';
import { type FreshnessSpec, specOf } from './definition/spec.ts';
import { hasVenues } from './words.ts';

export type * from './definition/options.ts';
export type { Chain, FreshnessSpec, QuotaSpec } from './definition/spec.ts';

export * from './words.ts';

/** Polled data: is it of now? `freshness('quotes', { calendar: 'XASX', request: { url }, rows: rows.json(...) })`. */
export const freshness = defineKind<'freshness', FreshnessOptions, FreshnessSpec>({
  kind: 'freshness',
  required: ['calendar', 'rows'],
  sources: ['phase'],
  expectByDefault: [],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
  rules: freshnessRules,
  spec: specOf,
  inner: ({ journeys }) => journeys.flatMap(({ steps }) => steps.flatMap(({ expect }) => expect)),
  target: ({ journeys }) => {
    const [journey, ...rest] = journeys;
    const first = journey?.steps[0];
    const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
    return first ? `${http.target(first.request)}${more}` : '';
  },
  // A feed is one newest item: nothing of it is tolerated.
  degrades: ({ limits, rows }) => hasVenues(rows) || (limits.tolerate > 0 && rows.source !== 'feed'),
  metrics: freshnessMetrics,
  alarms: freshnessAlarms,
  review,
});
