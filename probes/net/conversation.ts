import type { Socket } from 'node:net';

/** The other side ended the connection while something was still waited for. */
export class ConversationEnded extends Error {
  override readonly name = 'ConversationEnded';
}

/** More came than anybody waits for. */
export class ConversationTooLong extends Error {
  override readonly name = 'ConversationTooLong';
}

/** Bytes that are kept of what the other side says. */
const CAP = 1_048_576;

/** Says how many of the bytes that have come are what is waited for, from the first on; `undefined` while they are not. */
export type Matcher = (bytes: Buffer) => number | undefined;

/** Speaks and listens on a socket in turns. Listens from the start, so that nothing that comes early is missed. */
export class Conversation {
  readonly #socket: Socket;
  #heard: Buffer = Buffer.alloc(0);
  #fresh: Buffer = Buffer.alloc(0);
  #ended: Error | undefined;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData).on('error', this.#onEnd).on('close', this.#onEnd);
  }

  /** Everything that came, the first megabyte of it. */
  get heard(): Buffer {
    return this.#heard;
  }

  say(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /**
   * Waits until what came since the last match has what is waited for. Throws the socket's error, `ConversationEnded`,
   * `ConversationTooLong`, or the signal's reason at once when it aborts.
   */
  async hear(match: Matcher, signal: AbortSignal): Promise<void> {
    for (;;) {
      const consumed = match(this.#fresh);
      if (consumed !== undefined) {
        this.#fresh = this.#fresh.subarray(consumed);
        return;
      }
      if (this.#ended) throw this.#ended;
      await this.#more(signal);
    }
  }

  /** Lets go of the socket, for whoever takes it over. */
  release(): void {
    this.#socket.off('data', this.#onData).off('error', this.#onEnd).off('close', this.#onEnd).pause();
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      this.#wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
    });
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#heard = Buffer.concat([this.#heard, chunk]);
    this.#fresh = Buffer.concat([this.#fresh, chunk]);
    if (this.#heard.length > CAP) {
      this.#socket.destroy();
      this.#ended = new ConversationTooLong(`more than ${CAP} bytes came`);
    }
    this.#wake();
  };

  readonly #onEnd = (error?: unknown): void => {
    this.#ended ??= error instanceof Error ? error : new ConversationEnded('the connection was closed');
    this.#wake();
  };
}

/** Matches up to the end of these bytes. */
export const untilBytes =
  (wanted: Buffer): Matcher =>
  (bytes) => {
    const at = bytes.indexOf(wanted);
    return at < 0 ? undefined : at + wanted.length;
  };
