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

/**
 * When a silence is. A beginning that the clocks skip is the first moment after the gap; one that they show twice is the
 * first of the two. It lasts for its duration as a stopwatch counts it.
 */
function windowOf(silence: Silence): Window {
  const begins = beginningsOf(silence);
  const lasts = milliseconds(silence.duration);
  return remembered((at) => {
    // croner looks for what comes before a time, in whole seconds.
    const justAfter = new Date(Math.floor(at / SECOND_MS) * SECOND_MS + SECOND_MS);
    const last = begins.previousRuns(1, justAfter)[0];
    const until = last && last.getTime() + lasts;
    return until !== undefined && until > at ? until : undefined;
  });
}

/** Every beginning of a silence. Throws croner's error when the pattern or the time zone is not valid. */
export const beginningsOf = ({
  at,
  cron,
  timeZone = 'UTC',
}: Pick<Silence, 'at' | 'cron' | 'timeZone'>): Cron => new Cron(at ?? cron ?? '', { timezone: timeZone });

/** Remembers the last answer: a thousand alarms are looked at in the same moment. */
function remembered(window: Window): Window {
  let known: { readonly at: number; readonly until: number | undefined } | undefined;
  return (at) => {
    if (known?.at !== at) known = { at, until: window(at) };
    return known.until;
  };
}
