import type { Fault } from '../../model/reason.ts';

/** What the target sent: text, bytes, and the name of the event where server-sent events have one. */
export interface Incoming {
  readonly data: string | Uint8Array;
  readonly event?: string;
}

/** How a connection ended that we did not end. */
export interface Ending {
  /** The code of a close, or none for a connection that was cut or has no codes. */
  readonly code?: number;
  readonly fault: Fault;
}

/** Hears what comes over a wire. */
export interface Ear {
  readonly onMessage: (incoming: Incoming) => void;
  /** A sign of life that says nothing: a ping, a pong, or a comment. */
  readonly onSign: () => void;
  /** At most once, and not when we let go. */
  readonly onEnd: (ending: Ending) => void;
}

/** The answer that a wire began with. */
export interface Upgrade {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** An open connection that messages come over. */
export interface Wire {
  readonly upgrade: Upgrade;
  /** Throws `NothingToSay` where the protocol only listens. */
  readonly say: (text: string) => void;
  /** Says goodbye where the protocol has one, and closes the socket; nothing is heard from then on. */
  readonly letGo: () => Promise<void>;
}

/** The target answered, but not with a stream. */
export class UpgradeRefused extends Error {
  override readonly name = 'UpgradeRefused';

  constructor(readonly upgrade: Upgrade) {
    super(`the target answered with status ${upgrade.status}`);
  }
}
