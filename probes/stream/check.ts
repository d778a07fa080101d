import type { Assertion } from '../../model/assertion/assertion.ts';
import type { CommonOptions, Settings } from '../../model/check.ts';
import { type Duration, formatMs, milliseconds } from '../../model/duration.ts';
import { defineKind, type Remark } from '../../model/kind.ts';
import type { StreamLimits as Judged } from '../../model/market/stream-findings.ts';
import { type StreamFacts, streamAlarms, streamMetrics } from '../../model/market/stream-metrics.ts';
import { type FieldMap, TICK_FIELDS, type TimeFormat } from '../../model/market/tick.ts';
import * as rules from '../../model/rules.ts';
import { type CalendarOption, calendarOf } from '../../model/session/calendar.ts';
import { horizonProblem } from '../../model/session/horizon.ts';
import { calendarRule } from '../../model/session/rule.ts';
import { type HttpOptions, type HttpSpec, http } from '../http/check.ts';

/** What is read of one message: its text, or its bytes, and the event's name where server-sent events have one. */
export type Decode = (data: string | Uint8Array, event: string | undefined) => unknown;

type Scalar = string | number | boolean | null;

/**
 * Tells messages apart by what stands in them: `{ type: 'quote' }`, `{ 'data.kind': ['bid', 'ask'] }`. All of it must fit;
 * a list is any one of it. `@event` is the name of a server-sent event.
 */
export type Where = Readonly<Record<string, Scalar | readonly Scalar[]>>;

/** One message of ours, and the target's answer to it. */
export interface Turn {
  /**
   * Text as it is, anything else as JSON with the secrets in it. `'{{symbols}}'` stands for the list of symbols, within
   * longer text for the symbols joined with commas; a message with `{{symbol}}` is sent once for each. @default nothing
   */
  readonly send?: string | object;
  /** What must come before the next turn; other messages are passed over. @default nothing is waited for */
  readonly expect?: Where;
}

/** The messages that are data. */
export interface TickMessages {
  /** @default every message that is no heartbeat */
  readonly where?: Where;
  /** The list within a message that holds the ticks: `'data'`. @default the message itself */
  readonly rows?: string;
  readonly fields: FieldMap;
}

/** Symbols that trade less than the others, or more. */
export interface SilenceGroup {
  readonly name: string;
  readonly symbols: readonly string[];
  readonly silence: Duration;
}

export interface StreamLimits {
  /** How long an answer to one of our messages may take. @default '5s' */
  readonly ack?: Duration;
  /** How long the first tick may take once the last answer is there. @default none: `gap` holds from there on */
  readonly firstTick?: Duration;
  /** The longest time without a tick of any symbol; heartbeats are none. @default the window */
  readonly gap?: Duration;
  /** How long one symbol may be silent, counted over the time that was watched. @default '1m' */
  readonly silence?: Duration;
  /** From the event to its arrival, as the two clocks say. @default { p95: '30s' } */
  readonly latency?: { readonly p50?: Duration; readonly p95?: Duration; readonly p99?: Duration };
  /** The least ticks a second, of all symbols together. @default none */
  readonly ticksPerSecond?: number;
}

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
  /** How long it is watched, `'1s'` to `'45s'`. @default '5s' */
  readonly window?: Duration;
  /** Reads a message; what it throws is a malformed message, a list is several. @default JSON */
  readonly decode?: Decode;
  readonly ticks: TickMessages;
  /** The messages that only say that the connection lives. Protocol pings are counted as such anyway. @default none */
  readonly heartbeats?: Where;
  /** How the event time is written. @default 'iso' */
  readonly time?: TimeFormat;
  readonly limits?: StreamLimits;
  /** Symbols with a limit of their own for silence. @default [] */
  readonly groups?: readonly SilenceGroup[];
  /** The share of silent symbols up to which it is degraded, above it failed. @default '5%' */
  readonly tolerate?: `${number}%`;
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
  readonly graceMs: number;
  readonly maxMessageBytes: number;
}

const DEFAULT_WINDOW = '5s';
const DEFAULT_ACK = '5s';
const DEFAULT_SILENCE = '1m';
const DEFAULT_LATENCY = { p95: '30s' } as const;
const DEFAULT_TOLERATE = '5%';
const DEFAULT_GRACE = '1m';
const DEFAULT_MESSAGE_BYTES = 1_048_576;

/** RFC 6455, 5.5: a control frame has up to 125 bytes. */
const LEAST_MESSAGE_BYTES = 125;
const MOST_MESSAGE_BYTES = 16_777_216;

const MOST_SYMBOLS = 5_000;
const MOST_TURNS = 20;

/** What connecting and subscribing may take beside the window, in milliseconds, when nobody says. */
const OPENING_MS = 10_000;

/** The least that connecting and subscribing must be left. */
const LEAST_OPENING_MS = 1_000;

const place = rules.text({ max: 200, example: "a place such as 'data.symbol'" });

const scalar = rules.rule(
  (value) => value === null || ['string', 'number', 'boolean'].includes(typeof value),
  'text, a number, true, false or null',
  "a value such as 'quote'",
);

const where: rules.Rule = (value, path) => {
  const wrong = rules.mapOf((one, at) =>
    (Array.isArray(one) ? rules.listOf(scalar, { from: 1 }) : scalar)(one, at),
  )(value, path);
  const isEmpty = wrong.length === 0 && Object.keys(Object(value)).length === 0;
  return isEmpty ? [{ path, problem: 'says nothing', fix: "write one such as { type: 'quote' }" }] : wrong;
};

const payload: rules.Rule = (value, path) =>
  isJson(value)
    ? []
    : rules.text({ max: 65_536, example: "a message such as { action: 'subscribe' }" })(value, path);

function isJson(value: unknown): boolean {
  try {
    return Object(value) === value && JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

/** RFC 6455, 4.1: a token of HTTP. */
const isProtocol = (value: unknown): boolean =>
  typeof value === 'string' && /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(value);

const turn: rules.Rule = (value, path) => {
  const wrong = rules.shape({ send: payload, expect: where })(value, path);
  const { send, expect } = Object(value) as Turn;
  const isEmpty = wrong.length === 0 && send === undefined && expect === undefined;
  return isEmpty ? [{ path, problem: 'does nothing', fix: 'add send or expect' }] : wrong;
};

const fields = rules.shape(Object.fromEntries(TICK_FIELDS.map((name) => [name, place])), ['symbol']);

const symbol = rules.text({ max: 50, example: "a symbol such as 'BHP'" });

const watched = rules.duration({ from: '1s', to: '45s' });
const patience = rules.duration({ from: '100ms', to: '45s' });

const time: rules.Rule = (value, path) =>
  Object(value) === value
    ? rules.shape({ zone: rules.text({ max: 50, example: "a time zone such as 'Australia/Sydney'" }) }, [
        'zone',
      ])(value, path)
    : rules.oneOf(['iso', 'fix', 's', 'ms', 'us', 'ns'])(value, path);

const percent = rules.rule(
  (value) => typeof value === 'string' && /^(\d{1,2}(\.\d+)?|100)%$/.test(value),
  'a share',
  "one from '0%' to '100%'",
);

const positive = rules.rule(
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  'a number above 0',
  'one such as 10',
);

const lateness = rules.duration({ from: '1ms', to: '24h' });

const limits = rules.shape({
  ack: patience,
  firstTick: patience,
  gap: patience,
  silence: rules.duration({ from: '1s', to: '24h' }),
  latency: rules.shape({ p50: lateness, p95: lateness, p99: lateness }),
  ticksPerSecond: positive,
});

const silenceGroup = rules.shape(
  {
    name: rules.text({ max: 50, example: "a name such as 'illiquid'" }),
    symbols: rules.listOf(symbol, { from: 1, to: MOST_SYMBOLS }),
    silence: rules.duration({ from: '1s', to: '24h' }),
  },
  ['name', 'symbols', 'silence'],
);

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

/** What the probe asks with: the request that an http check would make. */
const requestOf = ({ url: given, headers, query, auth, ip, tls }: StreamOptions): HttpSpec => ({
  ...http.spec({
    url: given,
    redirects: 0,
    compression: false,
    headers: headers ?? {},
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

function specOf(options: StreamOptions): StreamSpec {
  const windowMs = milliseconds(options.window ?? DEFAULT_WINDOW);
  return {
    request: requestOf(options),
    transport: /^http/.test(options.url) ? 'events' : 'websocket',
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
    headers: http.rules.headers as rules.Rule,
    query: http.rules.query as rules.Rule,
    auth: http.rules.auth as rules.Rule,
    ip: http.rules.ip as rules.Rule,
    tls: http.rules.tls as rules.Rule,
    url,
    calendar: calendarRule,
    protocols: rules.listOf(rules.rule(isProtocol, 'a subprotocol', "one such as 'v1.quotes'"), { to: 10 }),
    open: rules.listOf(turn, { to: MOST_TURNS }),
    symbols: rules.listOf(symbol, { from: 1, to: MOST_SYMBOLS }),
    window: watched,
    decode: rules.rule(
      (value) => typeof value === 'function',
      'a function',
      '(data) => JSON.parse(String(data))',
    ),
    ticks: rules.shape({ where, rows: place, fields }, ['fields']),
    heartbeats: where,
    time,
    limits,
    groups: rules.listOf(silenceGroup, { to: 50 }),
    tolerate: percent,
    grace: rules.duration({ from: '0ms', to: '1h' }),
    maxMessageBytes: rules.count({ from: LEAST_MESSAGE_BYTES, to: MOST_MESSAGE_BYTES }),
  },
  spec: specOf,
  usualTimeoutMs: ({ windowMs }) => windowMs + OPENING_MS,
  target: ({ request }) => http.target(request).replace('GET ', ''),
  metrics: (spec) => streamMetrics(factsOf(spec)),
  alarms: (spec) => streamAlarms(factsOf(spec)),
  review,
});
