import { defineKind } from '../../model/kind.ts';
import { http } from '../http/check.ts';
import { streamAlarms, streamMetrics } from './definition/alarms.ts';
import type { StreamOptions } from './definition/options.ts';
import { review } from './definition/review.ts';
import { streamRules } from './definition/rules.ts';
import { type StreamSpec, specOf } from './definition/spec.ts';

export type * from './definition/options.ts';
export type { StreamSpec } from './definition/spec.ts';

/** What connecting and subscribing may take beside the window, in milliseconds, when nobody says. */
const OPENING_MS = 10_000;

/** Pushed data: `stream('quotes', { url: 'wss://...', calendar: 'XASX', open: [...], ticks: {...} })`. */
export const stream = defineKind<'stream', StreamOptions, StreamSpec>({
  kind: 'stream',
  required: ['url', 'calendar', 'ticks'],
  sources: ['phase', 'certificate'],
  expectByDefault: [],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
  rules: streamRules,
  spec: specOf,
  usualTimeoutMs: ({ windowMs }) => windowMs + OPENING_MS,
  target: ({ request }) => http.target(request).replace('GET ', ''),
  degrades: () => true,
  metrics: streamMetrics,
  alarms: streamAlarms,
  review,
});
