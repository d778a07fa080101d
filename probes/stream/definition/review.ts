import type { Settings } from '../../../model/check.ts';
import { formatMs } from '../../../model/duration.ts';
import type { Remark } from '../../../model/kind.ts';
import { calendarOf } from '../../../model/session/calendar.ts';
import { horizonProblem } from '../../../model/session/horizon.ts';
import type { Turn } from './options.ts';
import type { StreamSpec } from './spec.ts';

/** The least that connecting and subscribing must be left of the timeout, in milliseconds. */
const LEAST_OPENING_MS = 1_000;

/** What is wrong with a sound definition: what can never be seen, never be said, and calendars that end. */
export function review(
  { windowMs, limits, calendar, open, transport, symbols }: StreamSpec,
  { timeoutMs }: Settings,
  now: number,
): Remark[] {
  const needs = windowMs + LEAST_OPENING_MS;
  const horizon = horizonProblem(calendarOf(calendar), now);
  const remarks: (Remark | false | undefined)[] = [
    needs > timeoutMs && {
      path: 'window',
      problem: `${formatMs(windowMs)} leaves no time to connect within the timeout of ${formatMs(timeoutMs)}`,
      fix: `write a timeout of ${formatMs(needs)} or more, or a shorter window`,
    },
    limits.gapMs > windowMs && {
      path: 'limits.gap',
      problem: `${formatMs(limits.gapMs)} can never be seen within a window of ${formatMs(windowMs)}`,
      fix: 'write a smaller gap or a longer window',
    },
    transport === 'events' &&
      open.length > 0 && {
        path: 'open',
        problem: 'is for a WebSocket: server-sent events only listen',
        fix: 'leave it out, and write what you want into the url',
      },
    symbols.length === 0 &&
      open.some(({ send }) => asksForSymbols(send)) && {
        path: 'symbols',
        problem: 'are missing, and open asks for them',
        fix: 'add symbols',
      },
    horizon && { path: 'calendar', ...horizon },
  ];
  return remarks.filter((remark) => remark !== false && remark !== undefined);
}

const asksForSymbols = (send: Turn['send']): boolean => /\{\{symbols?\}\}/.test(JSON.stringify(send) ?? '');
