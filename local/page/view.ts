import type { TwinEvent } from './api.ts';
import type { Board } from './board.ts';
import type { Client } from './client.ts';

/** What every view is handed. */
export interface Ports {
  readonly client: Client;
  readonly board: () => Board;
  /** The project's home region; `undefined` where it is not known. */
  readonly home: () => string | undefined;
  /** The exchange's zone. */
  readonly zone: () => string;
  /** Whether the server takes acknowledgements, from who has its token. */
  readonly canAcknowledge: () => boolean;
  /** Epoch milliseconds, by the server's clock. */
  readonly now: () => number;
}

/** What is in <main>: made once for its address, then changed in place. */
export interface View {
  readonly title: string;
  readonly element: HTMLElement;
  /** Checks have new results; called at most once a frame. */
  readonly onRows?: (ids: ReadonlySet<string>) => void;
  readonly onEvent?: (event: TwinEvent) => void;
  /** The events after which `reload` is called. @default none */
  readonly follows?: readonly TwinEvent['type'][];
  /** Asks again for what is shown. */
  readonly reload?: () => Promise<void>;
  /** Called each second, for what counts time. */
  readonly onTick?: () => void;
  readonly close?: () => void;
}
