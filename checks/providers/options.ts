import type { FreshnessOptions, StreamOptions } from 'vedette';

/** What a preset of polled data takes: all that `freshness` takes, but for what the preset says itself. */
export interface PolledOptions
  extends Omit<FreshnessOptions, 'calendar' | 'request' | 'requests' | 'steps' | 'rows' | 'time'> {
  /** The check's id. @default the preset's own name */
  readonly id?: string;
  readonly calendar?: FreshnessOptions['calendar'];
  /** Another address of the same shape, without a `/` at its end: a proxy, or a region nearer by. @default the provider's own */
  readonly url?: string;
}

/** What a preset of pushed data takes: all that `stream` takes, but for what the preset says itself. */
export interface StreamedOptions
  extends Omit<
    StreamOptions,
    'calendar' | 'url' | 'symbols' | 'open' | 'ticks' | 'heartbeats' | 'decode' | 'time' | 'protocols'
  > {
  /** The check's id. @default the preset's own name */
  readonly id?: string;
  readonly calendar?: StreamOptions['calendar'];
  /** Another address of the same shape, without a `/` at its end. @default the provider's own */
  readonly url?: string;
  /** As the provider writes them. Symbols that trade every few seconds say most: silence is judged within a window. */
  readonly symbols: readonly string[];
}
