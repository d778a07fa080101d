/** What a source says of one symbol at one moment: a row of an answer, or a message of a stream. */
export interface Tick {
  /** Empty where a source has one subject only, such as a news feed. */
  readonly symbol: string;
  /** Where it trades, as the source names it; a calendar's code finds its calendar. */
  readonly venue?: string;
  /** The source's own event time, epoch milliseconds with fractions. Absent when it gave none that can be read. */
  readonly at?: number;
  readonly price?: number;
  readonly size?: number;
  readonly bid?: number;
  readonly ask?: number;
  /** Whole; goes up by one with each update of the symbol, where a source counts. */
  readonly sequence?: number;
}

/** The parts of a tick that a definition maps onto a source's own fields. */
export const TICK_FIELDS = ['symbol', 'venue', 'time', 'price', 'size', 'bid', 'ask', 'sequence'] as const;

export type TickField = (typeof TICK_FIELDS)[number];

/** Where each part stands in a row or a message: `{ symbol: 'symbol', time: 'asOf', price: 'last.price' }`. */
export type FieldMap = Readonly<Partial<Record<TickField, string>>>;

/** How a source writes its event time. Without a zone, ISO 8601 and FIX times are read as UTC. */
export type TimeFormat = 'iso' | 'fix' | 's' | 'ms' | 'us' | 'ns' | { readonly zone: string };
