import type { ServerResponse } from 'node:http';
import type { TwinEvent } from '../../twin/watch.ts';

/** How many events who comes back can still get. */
const RING = 1_000;

/** Proxies cut a connection that is silent for 60 s, some for 30. */
const HEARTBEAT_MS = 15_000;

/** More than the whole ring with the evidence of 1,000 failures: who is further behind does not read at all. */
const MAX_BACKLOG_BYTES = 8_388_608;

/** Open tabs, not the public. */
const MAX_STREAMS = 64;

/** How long a browser waits until it comes back. */
const RETRY_MS = 1_000;

export interface StreamOptions {
  /** Of this process, so that ids of an earlier one are known for what they are. */
  readonly epoch: number;
  /** @default 15,000 */
  readonly heartbeatMs?: number;
  /** @default 8,388,608 */
  readonly maxBacklogBytes?: number;
}

/**
 * Server-sent events (WHATWG HTML, 9.2): each `TwinEvent` goes to everybody who listens, in the moment that it happens. Who
 * comes back with the id of the last one gets what came since, or `gap` when that is not known any more. Who does not
 * read is cut off.
 */
export class EventStreams {
  readonly #epoch: string;
  readonly #maxBacklogBytes: number;
  readonly #ring: string[] = [];
  readonly #open = new Set<ServerResponse>();
  readonly #heart: NodeJS.Timeout;
  /** Events so far; the number of the latest one. */
  #count = 0;

  constructor({ epoch, heartbeatMs = HEARTBEAT_MS, maxBacklogBytes = MAX_BACKLOG_BYTES }: StreamOptions) {
    this.#epoch = epoch.toString(36);
    this.#maxBacklogBytes = maxBacklogBytes;
    this.#heart = setInterval(() => this.#toAll(': still here\n\n'), heartbeatMs);
    this.#heart.unref();
  }

  get isFull(): boolean {
    return this.#open.size >= MAX_STREAMS;
  }

  /** The id of the latest event: who comes back with it gets what came since. */
  get latestId(): string {
    return this.#idOf(this.#count);
  }

  publish(event: TwinEvent): void {
    this.#count += 1;
    const frame = `id: ${this.latestId}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
    this.#ring.push(frame);
    if (this.#ring.length > RING) this.#ring.shift();
    this.#toAll(frame);
  }

  /** Goes on until the response is closed. */
  open(response: ServerResponse, lastId?: string): void {
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
    response.write(`retry: ${RETRY_MS}\n\n${this.#since(lastId)}`);
  }

  /** Ends every stream. */
  close(): void {
    clearInterval(this.#heart);
    for (const response of this.#open) response.end();
  }

  /** What came after an id. */
  #since(lastId: string | undefined): string {
    if (lastId === undefined) return '';
    const [epoch, number = ''] = lastId.split('-');
    const missed = this.#count - Number(number);
    const isKnown =
      epoch === this.#epoch && /^\d+$/.test(number) && missed >= 0 && missed <= this.#ring.length;
    if (!isKnown) return `id: ${this.latestId}\nevent: gap\ndata: {"type":"gap"}\n\n`;
    return missed === 0 ? '' : this.#ring.slice(-missed).join('');
  }

  #idOf(number: number): string {
    return `${this.#epoch}-${number}`;
  }

  #toAll(text: string): void {
    for (const response of this.#open) {
      if (response.writableLength > this.#maxBacklogBytes) response.destroy();
      else response.write(text);
    }
  }
}
