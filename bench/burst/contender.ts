/** How long the target takes. What a contender reports beyond it is its own delay, told as the target's. */
export const TARGET_MS = 50;

/** What a contender is asked: so many probes of the URL, all at the same moment. */
export interface Burst {
  readonly url: string;
  /** PEM: what the target's certificate leads to. */
  readonly root: string;
  readonly count: number;
  /** Ours without its gate. @default false */
  readonly ungated?: boolean;
}

export interface Told {
  /** What each probe reported as its duration, in milliseconds. */
  readonly durations: readonly number[];
  /** The whole burst. */
  readonly ms: number;
}
