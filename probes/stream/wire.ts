import type { Fault } from '../../model/reason.ts';
import type { Request } from '../http/request.ts';
import type { Connection } from '../net/dial.ts';

/** What the target sent: text, bytes, and the name of the event where server-sent events have one. */
export interface Incoming {
  readonly data: string | Uint8Array;
  readonly event?: string | undefined;
}

/** Hears what comes over a wire. */
export interface Ear {
  readonly onMessage: (incoming: Incoming) => void;
  /** A sign of life that says nothing: a ping, a pong, or a comment. */
  readonly onSign: () => void;
  /** The connection ended, and not because we let go. At most once. */
  readonly onEnd: (fault: Fault) => void;
}

/** An open connection that messages come over. */
export interface Wire {
  /** Of the answer that it began with; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Does nothing where the protocol only listens. */
  readonly say: (text: string) => void;
  /** Says goodbye where the protocol has one, and closes the socket; nothing is heard from then on. */
  readonly letGo: () => Promise<void>;
}

/** Why there is no wire. */
export interface Refusal {
  readonly fault: Fault;
}

export interface OpeningOptions {
  /** Stands already; it is closed when there is no wire in the end. */
  readonly connection: Connection;
  readonly request: Request;
  readonly ear: Ear;
  readonly signal: AbortSignal;
  /** What one message may have. */
  readonly maxMessageBytes: number;
  /** Subprotocols of WebSocket to offer. */
  readonly protocols: readonly string[];
  readonly monotonic: () => number;
}

/** Makes a wire of a connection that stands. Throws the signal's reason at once when it aborts. */
export type Opener = (options: OpeningOptions) => Promise<Wire | Refusal>;

/** The target answered, but not with a stream. */
export const noStream = (status: number, where: string): Refusal => ({
  fault: {
    reason: status >= 500 ? 'server_error' : 'unexpected_status',
    message: `expected a stream, got status ${status} (${where})`,
  },
});
