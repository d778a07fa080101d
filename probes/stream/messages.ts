import { tickReader, valueAt } from '../../model/market/fields.ts';
import type { Tick } from '../../model/market/tick.ts';
import type { StreamSpec, Where } from './check.ts';
import type { Incoming } from './wire.ts';

/** What one message holds. */
export type Content =
  | { readonly is: 'ticks'; readonly ticks: readonly Tick[] }
  | { readonly is: 'heartbeat' }
  | { readonly is: 'other' }
  | { readonly is: 'malformed'; readonly why: string };

/** A decoded part of a message, with the name of the event that it came as. */
export interface Part {
  readonly value: unknown;
  readonly event: string | undefined;
}

export type Fits = (part: Part) => boolean;

/** The name of a server-sent event, as a condition refers to it. */
const EVENT = '@event';

/** Reads what stands at a dotted place; `undefined` where nothing does. */
export function placeReader(place: string): (value: unknown) => unknown {
  const path = place.split('.');
  return (value) => valueAt(value, path);
}

/** Made once for many messages. */
export function fitting(where: Where): Fits {
  const conditions = Object.entries(where).map(([place, expected]) => {
    const wanted: readonly unknown[] = [expected].flat();
    const read = placeReader(place);
    return ({ value, event }: Part) => wanted.includes(place === EVENT ? event : read(value));
  });
  return (part) => conditions.every((holds) => holds(part));
}

/** `type=quote and status=ok`: a condition as a message names it. */
export const phraseOf = (where: Where): string =>
  Object.entries(where)
    .map(([place, expected]) => `${place}=${[expected].flat().map(String).join(' or ')}`)
    .join(' and ');

/** Takes messages apart. Made once for a watch. */
export class MessageReader {
  readonly #decode: NonNullable<StreamSpec['decode']>;
  readonly #isHeartbeat: Fits;
  /** Absent where the definition does not say: then whatever reads as a tick is one. */
  readonly #isTick: Fits | undefined;
  readonly #rowsOf: (value: unknown) => unknown;
  readonly #tickOf: (row: unknown) => Tick | undefined;
  readonly #isTimed: boolean;

  constructor({ decode = parseJson, heartbeats, ticks, time }: StreamSpec) {
    this.#decode = decode;
    this.#isHeartbeat = heartbeats ? fitting(heartbeats) : () => false;
    this.#isTick = ticks.where && fitting(ticks.where);
    this.#rowsOf = ticks.rows === undefined ? (value) => value : placeReader(ticks.rows);
    this.#tickOf = tickReader(ticks.fields, time);
    this.#isTimed = ticks.fields.time !== undefined;
  }

  /** The parts of a message, or why it cannot be read. */
  parts({ data, event }: Incoming): readonly Part[] | string {
    try {
      const decoded = this.#decode(data, event);
      return Array.isArray(decoded)
        ? decoded.map((value) => ({ value, event }))
        : [{ value: decoded, event }];
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  content(part: Part): Content {
    if (this.#isHeartbeat(part)) return HEARTBEAT;
    if (this.#isTick && !this.#isTick(part)) return OTHER;
    const rows = [this.#rowsOf(part.value)].flat();
    const ticks = rows.map(this.#tickOf).filter((tick) => tick !== undefined);
    if (ticks.length < rows.length) return this.#isTick ? NO_SYMBOL : OTHER;
    const isUntimed = this.#isTimed && ticks.some(({ at }) => at === undefined);
    return isUntimed ? NO_TIME : { is: 'ticks', ticks };
  }
}

const HEARTBEAT = { is: 'heartbeat' } as const;
const OTHER = { is: 'other' } as const;
const NO_SYMBOL = { is: 'malformed', why: 'it has no symbol where a tick has one' } as const;
const NO_TIME = { is: 'malformed', why: 'the time of a tick cannot be read' } as const;

const text = new TextDecoder();

const parseJson = (data: string | Uint8Array): unknown =>
  JSON.parse(typeof data === 'string' ? data : text.decode(data));
