import type { Assertion } from '../../model/assertion/assertion.ts';
import type { CommonOptions, Settings } from '../../model/check.ts';
import { type Duration, formatMs, milliseconds } from '../../model/duration.ts';
import { defineKind, type Remark } from '../../model/kind.ts';
import type { StreamLimits as Judged } from '../../model/market/stream-findings.ts';
import { type StreamFacts, streamAlarms, streamMetrics } from '../../model/market/stream-metrics.ts';
import type { StreamSanityLimits } from '../../model/market/stream-sanity.ts';
import type { TimeFormat } from '../../model/market/tick.ts';
import * as rules from '../../model/rules.ts';
import { type CalendarOption, calendarOf } from '../../model/session/calendar.ts';
import { horizonProblem } from '../../model/session/horizon.ts';
import { calendarRule } from '../../model/session/rule.ts';
import { type HttpOptions, type HttpSpec, http } from '../http/check.ts';
import {
  type Decode,
  type SilenceGroup,
  STREAM_RULES,
  type StreamLimitOptions,
  type StreamSanityOptions,
  type TickMessages,
  type Turn,
  type Where,
} from './words.ts';

export type {
  Decode,
  SilenceGroup,
  StreamLimitOptions,
  StreamSanityOptions,
  TickMessages,
  Turn,
  Where,
} from './words.ts';

export interface StreamOptions
  extends CommonOptions,
    Pick<HttpOptions, 'headers' | 'query' | 'auth' | 'ip' | 'tls'> {
  /** `wss` or `ws` for a WebSocket; `https` or `http` for server-sent events. */
  readonly url: string;
  /** When the market trades: outside of it nothing is asked and nothing judged. */
  readonly calendar: CalendarOption;
  /** WebSocket subprotocols to offer. @default [] */
  readonly protocols?: readonly string[];
  /** What is said first, in order, up to 20 turns; not for server-sent events. @default [] */
  readonly open?: readonly Turn[];
  /** What must tick, up to 5,000. Without it no symbol is missed. @default [] */
  readonly symbols?: readonly string[];
  /** How long it is watched, `'100ms'` to `'45s'`. @default '5s' */
  readonly window?: Duration;
  /** Reads a message; what it throws is a malformed message, a list is several. @default JSON */
  readonly decode?: Decode;
  readonly ticks: TickMessages;
  /** The messages that only say that the connection lives. Protocol pings are counted as such anyway. @default none */
  readonly heartbeats?: Where;
  /** How the event time is written. @default 'iso' */
  readonly time?: TimeFormat;
  readonly limits?: StreamLimitOptions;
  /** Symbols with a limit of their own for silence. @default [] */
  readonly groups?: readonly SilenceGroup[];
  /** The share of silent symbols up to which it is degraded, above it failed. @default '5%' */
  readonly tolerate?: `${number}%`;
  /** What makes a tick unsound; `false` does not look. Up to 1 % of the ticks it degrades, above it fails. */
  readonly sanity?: StreamSanityOptions;
  /** How long after an opening silence is not judged. @default '1m' */
  readonly grace?: Duration;
  /** Bytes of one message, 125 to 16,777,216. @default 1,048,576 */
  readonly maxMessageBytes?: number;
  /** What must hold of the phases and the certificate. @default [] */
  readonly expect?: readonly Assertion<'phase' | 'certificate'>[];
}

export interface StreamSpec {
  readonly request: HttpSpec;
  readonly transport: 'websocket' | 'events';
  readonly protocols: readonly string[];
  readonly calendar: CalendarOption;
  readonly open: readonly Turn[];
  readonly symbols: readonly string[];
  readonly windowMs: number;
  readonly decode: Decode | undefined;
  readonly ticks: TickMessages;
  readonly heartbeats: Where | undefined;
  readonly time: TimeFormat;
  readonly ackMs: number;
  readonly limits: Judged;
  readonly sanity: StreamSanityLimits;
  readonly graceMs: number;
  readonly maxMessageBytes: number;
}

const DEFAULT_WINDOW = '5s';
const DEFAULT_ACK = '5s';
const DEFAULT_SILENCE = '1m';
const DEFAULT_LATENCY = { p95: '30s' } as const;
const DEFAULT_TOLERATE = '5%';
const DEFAULT_FUTURE = '5s';
const DEFAULT_JUMP = '10%';
const DEFAULT_GRACE = '1m';
const DEFAULT_MESSAGE_BYTES = 1_048_576;

/** What connecting and subscribing may take beside the window, in milliseconds, when nobody says. */
const OPENING_MS = 10_000;

/** The least that connecting and subscribing must be left. */
const LEAST_OPENING_MS = 1_000;

const url: rules.Rule = (value, path) => {
  const wrong = rules.url('ws', 'http', 'https', 'wss')(value, path);
  if (wrong.length > 0) return wrong;
  const { username, hash } = new URL(value as string);
  if (hash !== '') return [{ path, problem: 'has a fragment, which no server sees', fix: 'leave it out' }];
  return username === ''
    ? []
    : [
        {
          path,
          problem: 'holds a user name',
          fix: "write auth: { basic: { user, password: secret('name') } }",
        },
      ];
};

const isEvents = ({ url }: Pick<StreamOptions, 'url'>): boolean => /^https?:/i.test(url);

/** What the probe asks with: the request that an http check would make. */
const requestOf = ({ url: given, headers, query, auth, ip, tls }: StreamOptions): HttpSpec => ({
  ...http.spec({
    url: given,
    redirects: 0,
    compression: false,
    headers: { ...(isEvents({ url: given }) && { accept: 'text/event-stream' }), ...headers },
    query: query ?? {},
    tls: tls ?? {},
  }),
  auth,
  ip,
});

const share = (text: string): number => Number(text.slice(0, -1)) / 100;

const ms = (given: Duration | undefined): number | undefined =>
  given === undefined ? undefined : milliseconds(given);

function limitsOf(
  { limits: given = {}, groups = [], tolerate = DEFAULT_TOLERATE }: StreamOptions,
  windowMs: number,
): Judged {
  return {
    firstTickMs: ms(given.firstTick),
    gapMs: ms(given.gap) ?? windowMs,
    silenceMs: milliseconds(given.silence ?? DEFAULT_SILENCE),
    silenceOf: Object.fromEntries(
      groups.flatMap(({ symbols, silence }) => symbols.map((one) => [one, milliseconds(silence)])),
    ),
    tolerate: share(tolerate),
    latencyMs: Object.entries(given.latency ?? DEFAULT_LATENCY).map(([percentile, limit]) => ({
      share: Number(percentile.slice(1)) / 100,
      limitMs: milliseconds(limit),
    })),
    ticksPerSecond: given.ticksPerSecond,
  };
}

const sanityOf = ({
  future = DEFAULT_FUTURE,
  price = true,
  crossed = true,
  jump = DEFAULT_JUMP,
}: StreamSanityOptions) => ({
  futureMs: future && milliseconds(future),
  price,
  crossed,
  jump: jump && share(jump),
});

function specOf(options: StreamOptions): StreamSpec {
  const windowMs = milliseconds(options.window ?? DEFAULT_WINDOW);
  return {
    request: requestOf(options),
    transport: isEvents(options) ? 'events' : 'websocket',
    protocols: options.protocols ?? [],
    calendar: options.calendar,
    open: options.open ?? [],
    symbols: [...new Set(options.symbols ?? [])],
    windowMs,
    decode: options.decode,
    ticks: options.ticks,
    heartbeats: options.heartbeats,
    time: options.time ?? 'iso',
    ackMs: milliseconds(options.limits?.ack ?? DEFAULT_ACK),
    limits: limitsOf(options, windowMs),
    sanity: sanityOf(options.sanity ?? {}),
    graceMs: milliseconds(options.grace ?? DEFAULT_GRACE),
    maxMessageBytes: options.maxMessageBytes ?? DEFAULT_MESSAGE_BYTES,
  };
}

const factsOf = ({ symbols, ticks, limits }: StreamSpec): StreamFacts => ({
  hasSymbols: symbols.length > 0,
  hasTime: ticks.fields.time !== undefined,
  hasSequence: ticks.fields.sequence !== undefined,
  gapMs: limits.gapMs,
  tolerate: limits.tolerate,
});

function review(
  { windowMs, limits, calendar, open, transport, symbols }: StreamSpec,
  { timeoutMs }: Settings,
  now: number,
): Remark[] {
  const needs = windowMs + LEAST_OPENING_MS;
  const horizon = horizonProblem(calendarOf(calendar), now);
  const remarks: (Remark | false | undefined)[] = [
    needs > timeoutMs && {
      path: 'window',
      problem: `${formatMs(windowMs)} leaves no time to connect within the timeout of ${formatMs(timeoutMs)}`,
      fix: `write a timeout of ${formatMs(needs)} or more, or a shorter window`,
    },
    limits.gapMs > windowMs && {
      path: 'limits.gap',
      problem: `${formatMs(limits.gapMs)} can never be seen within a window of ${formatMs(windowMs)}`,
      fix: 'write a smaller gap or a longer window',
    },
    transport === 'events' &&
      open.length > 0 && {
        path: 'open',
        problem: 'is for a WebSocket: server-sent events only listen',
        fix: 'leave it out, and write what you want into the url',
      },
    symbols.length === 0 &&
      open.some(({ send }) => asksForSymbols(send)) && {
        path: 'symbols',
        problem: 'are missing, and open asks for them',
        fix: 'add symbols',
      },
    horizon && { path: 'calendar', ...horizon },
  ];
  return remarks.filter((remark) => remark !== false && remark !== undefined);
}

const asksForSymbols = (send: Turn['send']): boolean => /\{\{symbols?\}\}/.test(JSON.stringify(send) ?? '');

/** Pushed data: `stream('quotes', { url: 'wss://...', calendar: 'XASX', open: [...], ticks: {...} })`. */
export const stream = defineKind<'stream', StreamOptions, StreamSpec>({
  kind: 'stream',
  required: ['url', 'calendar', 'ticks'],
  sources: ['phase', 'certificate'],
  expectByDefault: [],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
  rules: {
    ...STREAM_RULES,
    headers: http.rules.headers as rules.Rule,
    query: http.rules.query as rules.Rule,
    auth: http.rules.auth as rules.Rule,
    ip: http.rules.ip as rules.Rule,
    tls: http.rules.tls as rules.Rule,
    url,
    calendar: calendarRule,
  },
  spec: specOf,
  usualTimeoutMs: ({ windowMs }) => windowMs + OPENING_MS,
  target: ({ request }) => http.target(request).replace('GET ', ''),
  metrics: (spec) => streamMetrics(factsOf(spec)),
  alarms: (spec) => streamAlarms(factsOf(spec)),
  review,
});
