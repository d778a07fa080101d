import { type Answer, json } from '../answer.ts';
import { limit, readParameters } from '../parameters.ts';
import type { Call } from '../route.ts';
import { firingAlarms } from './alarms.ts';
import { type Area, areasOf, type Score, scoreOf } from './areas.ts';
import { openIncidents } from './incidents.ts';
import { type CheckSummary, summariesOf } from './summaries.ts';

/** How it all stands. Times are epoch milliseconds. */
export interface Overview {
  readonly now: number;
  /** Of the latest event that is in here: the stream after it has what comes next. */
  readonly eventId: string;
  readonly startedAt: number;
  /** The project's home region; absent where it is not known. */
  readonly home?: string;
  /** What is wrong with the definitions on the disk, while older ones go on. */
  readonly problem?: string;
  /** Why nothing is remembered beyond this process. */
  readonly trouble?: string;
  readonly health: Score;
  readonly areas: readonly Area[];
  /** Of those that people are told of. */
  readonly alarmsFiring: number;
  readonly incidentsOpen: number;
  /** Whether an incident can be acknowledged here, with the token. */
  readonly canAcknowledge: boolean;
  /** Whether the demo exchange is looked at, and its faults can be switched. */
  readonly isDemo: boolean;
  /** In the order of the definitions. */
  readonly checks: readonly CheckSummary[];
}

export async function overview({ server, query }: Call): Promise<Answer> {
  readParameters(query, {});
  const { watched, recent, streams, home, now, token, demo } = server;
  await recent.ready;
  const eventId = streams.latestId;
  const [problem, trouble] = [watched.problem(), watched.archive.trouble()];
  const summaries = summariesOf(watched.checks(), server);
  const told: Overview = {
    now: now(),
    eventId,
    startedAt: watched.startedAt,
    ...(home !== undefined && { home }),
    ...(problem !== undefined && { problem }),
    ...(trouble !== undefined && { trouble }),
    health: scoreOf(summaries.map(({ state }) => state)),
    areas: areasOf(summaries),
    alarmsFiring: firingAlarms(watched).filter(({ isTold }) => isTold).length,
    incidentsOpen: (await openIncidents(watched.archive.notifications)).length,
    canAcknowledge: token !== undefined,
    isDemo: demo() !== undefined,
    checks: summaries,
  };
  return json(200, told);
}

/** What receivers without a secret would have been told, latest first. */
export function inbox({ server, query }: Call): Answer {
  const asked = readParameters(query, { limit: limit(100, 1_000) });
  return json(200, server.watched.archive.inbox(asked.limit));
}

/** What runs next, the soonest first. */
export function next({ server: { watched }, query }: Call): Answer {
  const asked = readParameters(query, { limit: limit(20, 1_000) });
  const due = watched
    .checks()
    .flatMap(({ id, enabled }) => {
      const at = enabled ? watched.nextDue(id) : undefined;
      return at === undefined ? [] : [{ check: id, at }];
    })
    .sort((a, b) => a.at - b.at || (a.check < b.check ? -1 : 1));
  return json(200, due.slice(0, asked.limit));
}
