import type { Duration } from '../../model/duration.ts';
import { type FieldMap, TICK_FIELDS } from '../../model/market/tick.ts';
import * as rules from '../../model/rules.ts';

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

export interface StreamLimitOptions {
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

/** `false` does not look. */
export interface StreamSanityOptions {
  /** How far ahead of our clock a stamp may be. @default '5s' */
  readonly future?: Duration | false;
  /** Whether a price of zero or below is wrong. @default true */
  readonly price?: boolean;
  /** Whether a bid above its ask is wrong. @default true */
  readonly crossed?: boolean;
  /** How far a price may be from the symbol's one before. @default '10%' */
  readonly jump?: `${number}%` | false;
}

/** RFC 6455, 5.5: a control frame has up to 125 bytes. */
const LEAST_MESSAGE_BYTES = 125;
const MOST_MESSAGE_BYTES = 16_777_216;

const MOST_SYMBOLS = 5_000;
const MOST_TURNS = 20;
const MOST_GROUPS = 50;

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

const fields = rules.shape(Object.fromEntries(TICK_FIELDS.map((name) => [name, place])));

const symbol = rules.text({ max: 50, example: "a symbol such as 'BHP'" });

const watched = rules.duration({ from: '100ms', to: '45s' });
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

const off = rules.rule((value) => value === false, 'false', 'false');

const orOff = (rule: rules.Rule): rules.Rule => rules.either(off, rule);

const positive = rules.rule(
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
  'a number above 0',
  'one such as 10',
);

const lateness = rules.duration({ from: '1ms', to: '24h' });

const silence = rules.duration({ from: '100ms', to: '24h' });

const limits = rules.shape({
  ack: patience,
  firstTick: patience,
  gap: patience,
  silence,
  latency: rules.shape({ p50: lateness, p95: lateness, p99: lateness }),
  ticksPerSecond: positive,
});

const silenceGroup = rules.shape(
  {
    name: rules.text({ max: 50, example: "a name such as 'illiquid'" }),
    symbols: rules.listOf(symbol, { from: 1, to: MOST_SYMBOLS }),
    silence,
  },
  ['name', 'symbols', 'silence'],
);

/** The rules of what a stream alone has. */
export const STREAM_RULES = {
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
  groups: rules.listOf(silenceGroup, { to: MOST_GROUPS }),
  tolerate: percent,
  sanity: rules.shape({
    future: orOff(lateness),
    price: rules.flag,
    crossed: rules.flag,
    jump: orOff(percent),
  }),
  grace: rules.duration({ from: '0ms', to: '1h' }),
  maxMessageBytes: rules.count({ from: LEAST_MESSAGE_BYTES, to: MOST_MESSAGE_BYTES }),
};
