import { Transform, type TransformCallback } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** A connection to the network as people have it. */
export interface LineSpeed {
  /** Milliseconds there and back. */
  readonly roundTripMs: number;
  /** Bits a second, towards the browser and away from it. */
  readonly down: number;
  readonly up: number;
}

type Direction = 'down' | 'up';

/** Bytes that are on their way at once: about what fits into ten packets, as much as TCP begins with (RFC 6928). */
const BURST = 14_600;

const BITS = 8;
const SECOND_MS = 1_000;

/** A slower line than the machine has: all that goes over it shares its width, and takes its time. */
export class Line {
  readonly #speed: LineSpeed;
  readonly #monotonic: () => number;
  /** When each direction has room again. */
  readonly #freeAt: Record<Direction, number> = { down: 0, up: 0 };

  constructor(speed: LineSpeed, monotonic: () => number) {
    this.#speed = speed;
    this.#monotonic = monotonic;
  }

  /** What it takes to be connected. */
  shakeHands(): Promise<void> {
    return delay(this.#speed.roundTripMs, undefined, { ref: false });
  }

  /** A way through it, for one connection: everything comes out in order, and later. */
  through(direction: Direction): Transform {
    return new Way((bytes) => this.#send(direction, bytes), this.#speed.roundTripMs / 2);
  }

  /** Milliseconds until so many bytes are sent. */
  #send(direction: Direction, bytes: number): number {
    const now = this.#monotonic();
    const begins = Math.max(now, this.#freeAt[direction]);
    this.#freeAt[direction] = begins + (bytes * BITS * SECOND_MS) / this.#speed[direction];
    return this.#freeAt[direction] - now;
  }
}

/** What was sent arrives half a round trip later; meanwhile more is sent. */
class Way extends Transform {
  readonly #send: (bytes: number) => number;
  readonly #travelMs: number;
  #last: Promise<void> = Promise.resolve();

  constructor(send: (bytes: number) => number, travelMs: number) {
    super();
    this.#send = send;
    this.#travelMs = travelMs;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    void this.#carry(chunk).then(() => done());
  }

  override _flush(done: TransformCallback): void {
    void this.#last.then(() => done());
  }

  async #carry(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; at += BURST) {
      const part = chunk.subarray(at, at + BURST);
      await delay(this.#send(part.length), undefined, { ref: false });
      this.#last = Promise.all([this.#last, delay(this.#travelMs, undefined, { ref: false })]).then(() => {
        if (!this.destroyed) this.push(part);
      });
    }
  }
}
