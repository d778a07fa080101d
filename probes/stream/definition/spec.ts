import { type Duration, milliseconds } from '../../../model/duration.ts';
import { shareOf } from '../../../model/market/rules.ts';
import type { StreamLimits } from '../../../model/market/stream-findings.ts';
import type { StreamSanityLimits } from '../../../model/market/stream-sanity.ts';
import type { TimeFormat } from '../../../model/market/tick.ts';
import type { CalendarOption } from '../../../model/session/calendar.ts';
import { type HttpSpec, http } from '../../http/check.ts';
import type { Decode, StreamOptions, StreamSanityOptions, TickMessages, Turn, Where } from './options.ts';

export interface StreamSpec {
  readonly request: HttpSpec;
  readonly transport: 'websocket' | 'events';
  readonly protocols: readonly string[];
  readonly calendar: CalendarOption;
  readonly open: readonly Turn[];
  readonly symbols: readonly string[];
  readonly windowMs: number;
  readonly decode: Decode | undefined;
  readonly keepOpen: boolean;
  readonly ticks: TickMessages;
  readonly heartbeats: Where | undefined;
  readonly time: TimeFormat;
  readonly ackMs: number;
  readonly limits: StreamLimits;
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

const ms = (given: Duration | undefined): number | undefined =>
  given === undefined ? undefined : milliseconds(given);

function limitsOf(
  { limits: given = {}, groups = [], tolerate = DEFAULT_TOLERATE }: StreamOptions,
  windowMs: number,
): StreamLimits {
  return {
    firstTickMs: ms(given.firstTick),
    gapMs: ms(given.gap) ?? windowMs,
    silenceMs: milliseconds(given.silence ?? DEFAULT_SILENCE),
    silenceOf: Object.fromEntries(
      groups.flatMap(({ symbols, silence }) => symbols.map((one) => [one, milliseconds(silence)])),
    ),
    tolerate: shareOf(tolerate),
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
}: StreamSanityOptions): StreamSanityLimits => ({
  futureMs: future && milliseconds(future),
  price,
  crossed,
  jump: jump && shareOf(jump),
});

/** What the probe needs to know, from sound options. */
export function specOf(options: StreamOptions): StreamSpec {
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
    keepOpen: options.keepOpen ?? false,
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
