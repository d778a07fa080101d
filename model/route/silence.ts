import { Cron } from 'croner';
import { milliseconds } from '../duration.ts';
import { matchesAll } from './matcher.ts';
import type { Routing, Silence } from './route.ts';

/** Until when the time is silent, epoch milliseconds; `undefined` when it is not. */
type Window = (at: number) => number | undefined;

/** The silence that labels are under; of several, the one that lasts longest. */
export function silenceBy(silences: readonly Silence[]): Routing['silence'] {
  const windows = silences.map((silence) => ({ silence, window: windowOf(silence) }));
  return (labels, at) =>
    windows
      .filter(({ silence }) => matchesAll(silence.match, labels))
      .flatMap(({ silence: { name }, window }) => {
        const until = window(at);
        return until === undefined ? [] : [{ name, until }];
      })
      .sort((a, b) => b.until - a.until)[0];
}

const SECOND_MS = 1_000;

/** From one beginning to the next: what was found for one moment is true for all of it. */
interface Stretch {
  readonly begins: number;
  readonly ends: number;
  readonly silentUntil: number;
}

/**
 * When a silence is. A beginning that the clocks skip is the first moment after the gap; one that they show twice is the
 * first of the two. It lasts for its duration as a stopwatch counts it.
 */
function windowOf(silence: Silence): Window {
  const cron = beginningsOf(silence);
  const lasts = milliseconds(silence.duration);
  // Remembered, because a thousand alarms are looked at within a second.
  let known: Stretch = { begins: 0, ends: 0, silentUntil: 0 };
  return (at) => {
    if (at < known.begins || at >= known.ends) known = stretchAt(at, cron, lasts);
    return known.silentUntil > at ? known.silentUntil : undefined;
  };
}

function stretchAt(at: number, cron: Cron, lasts: number): Stretch {
  const second = Math.floor(at / SECOND_MS) * SECOND_MS;
  // croner looks for what comes before a time, in whole seconds.
  const last = cron.previousRuns(1, new Date(second + SECOND_MS))[0]?.getTime() ?? Number.NEGATIVE_INFINITY;
  const next = cron.nextRun(new Date(second))?.getTime() ?? Number.POSITIVE_INFINITY;
  return { begins: last, ends: next, silentUntil: last + lasts };
}

/** Every beginning of a silence. Throws croner's error when the pattern or the time zone is not valid. */
export const beginningsOf = ({
  at,
  cron,
  timeZone = 'UTC',
}: Pick<Silence, 'at' | 'cron' | 'timeZone'>): Cron => new Cron(at ?? cron ?? '', { timezone: timeZone });
