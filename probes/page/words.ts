import type { Assertion } from '../../model/assertion/assertion.ts';
import { type Bytes, formatBytes, parseBytes } from '../../model/bytes.ts';
import { type Duration, formatMs, parseDuration } from '../../model/duration.ts';

/** The assertions that make sense for a page: on its document, and on its phases. */
export type PageAssertion = Assertion<'status' | 'redirects' | 'certificate' | 'phase'>;

/** What a measure is counted in. */
export const UNITS = {
  ms: { parse: parseDuration, format: formatMs, verb: 'took', example: "'2.5s'", metric: 'Milliseconds' },
  bytes: { parse: parseBytes, format: formatBytes, verb: 'came to', example: "'1.5MB'", metric: 'Bytes' },
  count: { parse: countOf, format: String, verb: 'came to', example: '80', metric: 'Count' },
  score: { parse: scoreOf, format: formatScore, verb: 'came to', example: '0.1', metric: 'None' },
} as const;

export type Unit = keyof typeof UNITS;

function countOf(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

function scoreOf(value: unknown): number | undefined {
  return Number.isFinite(value) && Number(value) >= 0 ? Number(value) : undefined;
}

function formatScore(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** One thing that is measured of a page. */
interface MeasureDescription<U extends Unit = Unit> {
  readonly unit: U;
  /** As messages call it. */
  readonly title: string;
  /** CloudWatch's name of it. */
  readonly metric: string;
  readonly help: string;
}

const measure = <U extends Unit>(unit: U, metric: string, title: string, help: string) => ({
  unit,
  metric,
  title,
  help,
});

/**
 * What is measured, by the name that budgets use. The first five are Google's Web Vitals, https://web.dev/articles/vitals;
 * all times run from the navigation's start.
 */
const WHOLE = {
  lcp: measure('ms', 'LCP', 'LCP', 'when the largest text or picture was painted'),
  cls: measure('score', 'CLS', 'CLS', 'how much of what was painted moved afterwards'),
  inp: measure('ms', 'INP', 'INP', 'how long the page took to answer the click'),
  fcp: measure('ms', 'FCP', 'FCP', 'when the first text or picture was painted'),
  ttfb: measure('ms', 'TTFB', 'TTFB', 'when the first byte of the document was there, redirects included'),
  tbt: measure(
    'ms',
    'TBT',
    'TBT',
    'how long tasks beyond their first 50 ms held up input after the first paint',
  ),
  speedIndex: measure(
    'ms',
    'SpeedIndex',
    'the Speed Index',
    'how soon, on the average, what is seen was there',
  ),
  domContentLoaded: measure('ms', 'DomContentLoaded', 'DOMContentLoaded', 'when the document was read'),
  load: measure('ms', 'PageLoad', 'load', 'when the page was loaded'),
  failedRequests: measure(
    'count',
    'FailedRequests',
    'failed requests',
    'requests without an answer, or with one of 400 or more',
  ),
  consoleErrors: measure(
    'count',
    'ConsoleErrors',
    'console errors',
    'errors that the page wrote to its console',
  ),
  uncaughtErrors: measure(
    'count',
    'UncaughtErrors',
    'uncaught errors',
    'errors of the scripts that nobody caught',
  ),
  mixedContent: measure(
    'count',
    'MixedContent',
    'mixed content',
    'what a page over https asked for over http',
  ),
} as const satisfies Record<string, MeasureDescription>;

/** What requests are added up by: what they are for, and whose they are. */
export const PARTS = [
  'document',
  'stylesheet',
  'script',
  'image',
  'font',
  'media',
  'fetch',
  'other',
  'third-party',
] as const;

export type Part = (typeof PARTS)[number];

const SUMS = {
  transferred: measure('bytes', 'TransferredBytes', 'transferred bytes', 'bytes of all answers as they came'),
  decoded: measure('bytes', 'DecodedBytes', 'decoded bytes', 'bytes of all answers once decompressed'),
  requests: measure('count', 'Requests', 'requests', 'requests that were sent, redirects among them'),
} as const satisfies Record<string, MeasureDescription>;

type Sum = keyof typeof SUMS;

/** `'lcp'`, `'transferred'`, `'transferred:script'`, `'requests:third-party'`, ... */
export type Measure = keyof typeof WHOLE | Sum | `${Sum}:${Part}`;

/** The part of a sum: `transferred:script`. */
const partsOf = (sum: Sum): [string, MeasureDescription][] =>
  PARTS.map((part) => {
    const { unit, metric, title, help } = SUMS[sum];
    const word = part.replaceAll(/(?:^|-)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
    const of = part === 'third-party' ? 'of third parties' : `of type ${part}`;
    return [
      `${sum}:${part}`,
      { unit, metric: `${metric}${word}`, title: `${title} ${of}`, help: `${help}, ${of}` },
    ];
  });

/** Every measure. */
export const MEASURES = {
  ...WHOLE,
  ...SUMS,
  ...Object.fromEntries((Object.keys(SUMS) as Sum[]).flatMap(partsOf)),
} as Readonly<Record<Measure, MeasureDescription>>;

export const MEASURE_NAMES = Object.keys(MEASURES) as Measure[];

/** The name of a measure among a result's measurements: `speed_index`, `requests_third_party`. */
export const keyOf = (name: Measure): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll(/[:-]/g, '_');

type UnitOf<M extends Measure> = M extends keyof typeof WHOLE
  ? (typeof WHOLE)[M]['unit']
  : M extends `requests${string}`
    ? 'count'
    : 'bytes';

interface LimitOf {
  readonly ms: Duration;
  readonly bytes: Bytes;
  readonly count: number;
  readonly score: number;
}

/** What a measure may come to at most. A bare limit degrades: a page that is heavy is up. */
export type Budget<Limit> = Limit | { readonly degraded?: Limit; readonly failed?: Limit };

/** `{ lcp: { degraded: '2.5s', failed: '4s' }, cls: 0.1, 'transferred:script': '300kB' }` */
export type Budgets = { readonly [M in Measure]?: Budget<LimitOf[UnitOf<M>]> };

/** How much slower scripts and layout run than on the machine of the probe: a mid-range phone is about 4 times slower. */
export const CPUS = { 'as-it-is': 1, '2x-slower': 2, '4x-slower': 4, '6x-slower': 6 } as const;

export type CpuName = keyof typeof CPUS;

/** A connection to the network: milliseconds there and back, bits a second towards the browser and away from it. */
interface Connection {
  readonly roundTripMs: number;
  readonly down: number;
  readonly up: number;
}

/**
 * Connections as people have them. `cable` and `4g` are WebPageTest's (www/settings/connectivity.ini.sample), `slow-4g` and
 * `3g` are Lighthouse's (core/config/constants.js: mobileSlow4G, which it takes for phones, and mobileRegular3G).
 */
export const CONNECTIONS = {
  'as-it-is': undefined,
  cable: { roundTripMs: 28, down: 5_000_000, up: 1_000_000 },
  '4g': { roundTripMs: 170, down: 9_000_000, up: 9_000_000 },
  'slow-4g': { roundTripMs: 150, down: 1_638_400, up: 768_000 },
  '3g': { roundTripMs: 300, down: 716_800, up: 716_800 },
} as const satisfies Record<string, Connection | undefined>;

export type ConnectionName = keyof typeof CONNECTIONS;

/** `cold`: as somebody who was never there. `warm`: as somebody who comes back, with cache, cookies and connections. */
export const CACHES = ['cold', 'warm'] as const;
export type PageCache = (typeof CACHES)[number];
