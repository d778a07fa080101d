import type { Datum } from '../../model/metric.ts';

/** What became of the datums that a sink was given; the three add up to all of them. */
export interface Delivery {
  readonly delivered: number;
  /** Kept somewhere safe, to be delivered later with their own timestamps. */
  readonly spooled: number;
  /** Gone: refused for good, or not even the spool took them. Counted and told, never silent. */
  readonly lost: number;
  /** Why something was not delivered, in one line; absent when all was. */
  readonly problem?: string;
}

/** Where results go as numbers. A sink never throws: what it cannot deliver it accounts for. */
export interface Sink {
  readonly deliver: (datums: readonly Datum[]) => Promise<Delivery>;
}
