import type { Assertion } from '../../../model/assertion/assertion.ts';
import type { CommonOptions } from '../../../model/check.ts';
import type { Duration } from '../../../model/duration.ts';
import type { Share } from '../../../model/market/rules.ts';
import type { FieldMap, TimeFormat } from '../../../model/market/tick.ts';
import type { CalendarOption } from '../../../model/session/calendar.ts';
import type { HttpOptions } from '../../http/check.ts';

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
  readonly jump?: Share | false;
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
  /** How long it is watched, `'100ms'` to `'45s'`. @default '5s' */
  readonly window?: Duration;
  /** Reads a message; what it throws is a malformed message, a list is several. @default JSON */
  readonly decode?: Decode;
  /**
   * On one machine, keeps the connection between runs, and each run tells what came since the last: nothing is missed. A
   * Lambda environment is frozen between runs; there it watches for the window all the same. @default false
   */
  readonly keepOpen?: boolean;
  readonly ticks: TickMessages;
  /** The messages that only say that the connection lives. Protocol pings are counted as such anyway. @default none */
  readonly heartbeats?: Where;
  /** How the event time is written. @default 'iso' */
  readonly time?: TimeFormat;
  readonly limits?: StreamLimitOptions;
  /** Symbols with a limit of their own for silence. @default [] */
  readonly groups?: readonly SilenceGroup[];
  /** The share of silent symbols up to which it is degraded, above it failed. @default '5%' */
  readonly tolerate?: Share;
  /** What makes a tick unsound; `false` does not look. Up to 1 % of the ticks it degrades, above it fails. */
  readonly sanity?: StreamSanityOptions;
  /** How long after an opening silence is not judged. @default '1m' */
  readonly grace?: Duration;
  /** Bytes of one message, 125 to 16,777,216. @default 1,048,576 */
  readonly maxMessageBytes?: number;
  /** What must hold of the phases and the certificate. @default [] */
  readonly expect?: readonly Assertion<'phase' | 'certificate'>[];
}
