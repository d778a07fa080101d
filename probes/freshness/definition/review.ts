import type { Settings } from '../../../model/check.ts';
import { formatMs } from '../../../model/duration.ts';
import type { Remark } from '../../../model/kind.ts';
import { pausesOf } from '../../../model/retry.ts';
import { type CalendarOption, calendarOf } from '../../../model/session/calendar.ts';
import { horizonProblem } from '../../../model/session/horizon.ts';
import { hasVenues } from '../words.ts';
import type { FreshnessSpec } from './spec.ts';

/** What is wrong with a sound definition: where its data is, calendars that end, and a quota that it goes over. */
export function review(spec: FreshnessSpec, settings: Settings, now: number): readonly Remark[] {
  return [...source(spec), ...unused(spec), ...horizons(spec, now), ...quota(spec, settings, now)];
}

function source({ sources }: FreshnessSpec): Remark[] {
  if (sources === 1) return [];
  if (sources === 0)
    return [{ path: 'request', problem: 'is missing', fix: 'add request, requests or steps' }];
  const problem = 'is not the only one that says where the data is';
  return [{ path: 'request', problem, fix: 'write one of request, requests and steps' }];
}

const unused = (spec: FreshnessSpec): Remark[] =>
  spec.unused.map(({ option, beside }) => ({
    path: option,
    problem: `says nothing beside ${beside}`,
    fix: 'leave it out',
  }));

function horizons({ limits }: FreshnessSpec, now: number): Remark[] {
  const named: [path: string, calendar: CalendarOption | undefined][] = [
    ['calendar', limits.calendar],
    ...limits.groups.map(
      ({ calendar }, index) =>
        [`groups[${index}].calendar`, calendar] as [string, CalendarOption | undefined],
    ),
  ];
  return named.flatMap(([path, calendar]) => {
    const found = calendar && horizonProblem(calendarOf(calendar), now);
    return found ? [{ path, ...found }] : [];
  });
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LOOKED_AHEAD = 28;

/** What the provider lets us ask must be enough for every attempt at every location. */
function quota(spec: FreshnessSpec, settings: Settings, now: number): Remark[] {
  const { retry, locations } = settings;
  const requests = spec.journeys.flatMap(({ steps }) => steps).length;
  const perRun = requests * (pausesOf(retry).length + 1) * locations.length;
  return [
    ...aSecond(spec, settings, requests),
    ...aMinute(spec, settings, perRun),
    ...aDay(spec, settings, { perRun, now }),
  ];
}

const SECOND_MS = 1_000;

/** Requests that are spaced take time of their own, and the last one must still be answered. */
function aSecond(
  { quota: { callsPerSecond } }: FreshnessSpec,
  { timeoutMs }: Settings,
  requests: number,
): Remark[] {
  if (callsPerSecond === undefined) return [];
  const needsMs = Math.ceil((requests - 1) / callsPerSecond + 1) * SECOND_MS;
  if (needsMs <= timeoutMs) return [];
  const problem = `${callsPerSecond} a second are too few for ${requests} requests within ${formatMs(timeoutMs)}`;
  return [
    {
      path: 'quota.callsPerSecond',
      problem,
      fix: `write a timeout of ${formatMs(needsMs)} or more, or ask for less`,
    },
  ];
}

/** The requests of a run are made at once, so a longer interval is no way out of a minute's limit. */
function aMinute(
  { quota: { callsPerMinute } }: FreshnessSpec,
  { everyMs }: Settings,
  perRun: number,
): Remark[] {
  const calls = perRun * Math.max(1, MINUTE_MS / everyMs);
  if (callsPerMinute === undefined || calls <= callsPerMinute) return [];
  const problem = `${callsPerMinute} are fewer than the ${calls} that one minute can bring`;
  const fix =
    perRun <= callsPerMinute
      ? "write every: '1m' or longer"
      : 'ask for less in one run, at fewer locations or without a retry';
  return [{ path: 'quota.callsPerMinute', problem, fix }];
}

/** The most requests that a day of the coming weeks can bring must be within the quota. */
function aDay(
  spec: FreshnessSpec,
  { everyMs }: Settings,
  { perRun, now }: { perRun: number; now: number },
): Remark[] {
  const { callsPerDay } = spec.quota;
  if (callsPerDay === undefined) return [];
  const openMs = longestDay(spec, now);
  const calls = Math.ceil(openMs / everyMs) * perRun;
  if (calls <= callsPerDay) return [];
  const problem = `${callsPerDay} are fewer than the ${calls} that ${formatMs(everyMs)} comes to`;
  return [{ path: 'quota.callsPerDay', problem, fix: fixOf(openMs, perRun, callsPerDay) }];
}

const MOST_MINUTES = 1_440;

function fixOf(openMs: number, perRun: number, callsPerDay: number): string {
  const minutes = Math.ceil(openMs / Math.floor(callsPerDay / perRun) / MINUTE_MS);
  return minutes <= MOST_MINUTES ? `write every: '${minutes}m' or longer` : 'ask for less in one run';
}

/** How long the markets of a check are open on the longest day to come: while all are closed nothing is asked. */
function longestDay({ limits, due, rows }: FreshnessSpec, now: number): number {
  // Only of a sole calendar it is known when nothing is asked: venues are the answer's to name.
  const isSole = !hasVenues(rows) && limits.groups.every(({ calendar }) => calendar === undefined);
  if (due || !isSole) return DAY_MS;
  const calendar = calendarOf(limits.calendar);
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const days = Array.from({ length: LOOKED_AHEAD }, (_, day) =>
    calendar.sessionTimeBetween(today + day * DAY_MS, today + (day + 1) * DAY_MS),
  );
  return Math.max(...days);
}
