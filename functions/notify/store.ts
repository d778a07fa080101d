/** A value with the version that it had when it was read. */
export interface Kept<Value> {
  readonly id: string;
  /** Counts from 1; every write adds one. */
  readonly version: number;
  readonly value: Value;
}

/** The shelves of the store, and what lies on each. Values are plain JSON. */
export type Shelf = 'incidents' | `notices/${string}` | 'lanes' | `history/${string}`;

export interface PutOptions {
  /** The version that was read; 0 when nothing must be there yet. */
  readonly version: number;
  /** When it may be forgotten, epoch milliseconds. @default never */
  readonly expiresAt?: number;
}

/**
 * Where notifications are remembered: small JSON values on named shelves, each written only by who has seen its
 * latest version. That alone makes many notifiers at once safe. Its methods throw when the store is away.
 */
export interface Store {
  /** Everything on a shelf, in the order of ids. What has expired may be among it. */
  readonly list: <Value>(shelf: Shelf) => Promise<Kept<Value>[]>;
  readonly get: <Value>(shelf: Shelf, id: string) => Promise<Kept<Value> | undefined>;
  /** `false` when somebody else has written in between: nothing was written. */
  readonly put: <Value>(shelf: Shelf, id: string, value: Value, options: PutOptions) => Promise<boolean>;
  /** `false` when somebody else has written in between: nothing was removed. */
  readonly remove: (shelf: Shelf, id: string, version: number) => Promise<boolean>;
}
