import { formatMs } from '../../model/duration.ts';
import type { Observation } from '../../model/judge.ts';
import { closedSays } from '../../model/market/closed.ts';
import { type Freshness, judgeFreshness } from '../../model/market/freshness.ts';
import type { Known } from '../../model/market/known.ts';
import { marketsAt } from '../../model/market/market-now.ts';
import { type Answered, calendarFor, type MarketOf } from '../../model/market/quotes.ts';
import type { Fault } from '../../model/reason.ts';
import type { CalendarOption } from '../../model/session/calendar.ts';
import { type MadeStep, together } from '../api/walk.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { type Allowance, asked, refusal, today } from './allowance.ts';
import type { FreshnessSpec } from './check.ts';
import { type Fetched, fetchAll } from './fetch.ts';

/** What one check remembers. */
interface Remembered {
  readonly known: Known;
  readonly allowance: Allowance;
  /** Of the symbols that were seen: while all of them are closed nothing is asked. */
  readonly calendars: ReadonlySet<CalendarOption>;
}

/** Asks for the data and judges it. While every market of it is closed it asks nothing. */
export async function probe(check: CheckOf<'freshness'>, context: ProbeContext): Promise<Observation> {
  const { spec } = check;
  const before = context.memory.recall() as Remembered | undefined;
  const now = context.now();
  const marketOf = marketsAt(now, spec.limits.graceMs, spec.due);
  const closed = closedFor(spec, before, marketOf);
  if (closed) return idle(closed(now));
  const allowance = today(before?.allowance, now);
  const refused = refusal(allowance, spec, now);
  if (refused) return unasked(refused);
  const fetched = await fetchAll(check, context);
  return told(fetched, { spec, before, allowance, context });
}

/** Says that all markets are closed; `undefined` when one is open. Of data whose venues are not known yet none is. */
function closedFor({ limits, rows }: FreshnessSpec, before: Remembered | undefined, marketOf: MarketOf) {
  const own = [limits.calendar, ...limits.groups.flatMap(({ calendar }) => calendar ?? [])];
  const hasUnknown = rows.source !== 'feed' && rows.fields.venue !== undefined && !before;
  const calendars = [...own, ...(before?.calendars ?? [])].map((option) => marketOf(option));
  const first = marketOf(limits.calendar).calendar;
  if (hasUnknown || calendars.some(({ isOpen }) => isOpen)) return undefined;
  return (now: number) => closedSays(first, now);
}

const nothing = { phases: {}, read: () => ({ problem: 'nothing was asked' }), evidence: () => ({}) };

const idle = (says: string): Observation => ({ ...nothing, idle: says, measurements: { in_session: 0 } });

const unasked = (fault: Fault): Observation => ({
  ...nothing,
  fault,
  measurements: { in_session: 1, calls: 0 },
});

interface Telling {
  readonly spec: FreshnessSpec;
  readonly before: Remembered | undefined;
  readonly allowance: Allowance;
  readonly context: ProbeContext;
}

/** The answers as one observation, with what the data in them comes to. */
function told(fetched: Fetched, telling: Telling): Observation {
  const { spec, before, context } = telling;
  const now = context.now();
  const made = fetched.journeys.flat();
  const asking = asked(made, { before: telling.allowance, quota: spec.quota, now });
  const seen = together(made);
  const fault = asking.fault ?? seen.fault ?? fetched.fault;
  const calls = {
    in_session: 1,
    calls: made.length,
    ...(asking.left !== undefined && { calls_left: asking.left }),
  };
  const remember = (kept: Omit<Remembered, 'allowance'>) =>
    context.memory.keep({ ...kept, allowance: asking.allowance } satisfies Remembered);
  if (fault) {
    remember({ known: before?.known ?? new Map(), calendars: before?.calendars ?? new Set() });
    return { ...seen, fault, measurements: { ...seen.measurements, ...calls } };
  }
  const marketOf = marketsAt(now, spec.limits.graceMs, spec.due);
  const judged = judgeFreshness({
    answers: fetched.answers,
    limits: spec.limits,
    marketOf,
    known: before?.known ?? new Map(),
    now,
  });
  remember({ known: judged.known, calendars: calendarsOf(fetched.answers, spec) });
  return observation(seen, judged, { ...measuredOf(made), ...calls });
}

const calendarsOf = (answers: readonly Answered[], { limits }: FreshnessSpec): ReadonlySet<CalendarOption> =>
  new Set(answers.flatMap(({ ticks }) => ticks.map((tick) => calendarFor(tick, limits))));

/** What an http check measures, of the last request. */
const measuredOf = (made: readonly MadeStep[]): Observation['measurements'] =>
  made.at(-1)?.seen.measurements ?? {};

function observation(
  seen: Observation,
  judged: Freshness,
  measured: Observation['measurements'],
): Observation {
  const { outcomes, measurements, staleness, items } = judged;
  return {
    ...seen,
    says: says(judged),
    assertions: [...(seen.assertions ?? []), ...outcomes],
    measurements: { ...measured, ...measurements },
    distributions: { staleness },
    evidence: () => ({ ...seen.evidence(), items }),
  };
}

const says = ({ measurements, staleness }: Freshness): string => {
  const oldest = staleness.at(-1)?.[0];
  return oldest === undefined
    ? 'no symbol is in session'
    : `fresh: ${measurements.symbols} in session, the oldest ${formatMs(oldest * 1_000)}`;
};
