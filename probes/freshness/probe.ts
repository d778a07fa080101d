import { formatMs } from '../../model/duration.ts';
import type { Observation } from '../../model/judge.ts';
import { closedSays } from '../../model/market/closed.ts';
import { type Freshness, judgeFreshness } from '../../model/market/freshness.ts';
import type { Known } from '../../model/market/known.ts';
import { type Answered, calendarFor } from '../../model/market/quotes.ts';
import type { Fault } from '../../model/reason.ts';
import type { Calendar, CalendarOption } from '../../model/session/calendar.ts';
import { type MadeStep, together } from '../api/walk.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { type Allowance, asked, refusal, today } from './allowance.ts';
import type { FreshnessSpec } from './check.ts';
import { atTime, closedFor, doubtOf, type Seen } from './closed.ts';
import { type Fetched, fetchAll } from './fetch.ts';

/** What one check remembers. */
interface Remembered {
  readonly known: Known;
  readonly allowance: Allowance;
  /** Of the symbols that were seen, once there was an answer: while all of them are closed nothing is asked. */
  readonly calendars: Seen;
}

/** Asks for the data and judges it. While every market of it is closed it asks nothing. */
export async function probe(check: CheckOf<'freshness'>, context: ProbeContext): Promise<Observation> {
  const { spec } = check;
  const before = context.memory.recall() as Remembered | undefined;
  const now = context.now();
  const closed = closedFor(spec, before?.calendars, atTime(spec, now));
  if (closed) return idle(closedSays(closed, now));
  const allowance = today(before?.allowance, now);
  const refused = refusal(allowance, spec, now);
  if (refused) return unasked(refused);
  const fetched = await fetchAll(check, context);
  return told(fetched, { spec, before, allowance, context });
}

const nothing = { phases: {}, read: () => ({ problem: 'nothing was asked' }), evidence: () => ({}) };

const idle = (says: string, measured: Observation['measurements'] = {}): Observation => ({
  ...nothing,
  idle: says,
  measurements: { in_session: 0, ...measured },
});

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
function told(fetched: Fetched, { spec, before, allowance, context }: Telling): Observation {
  const now = context.now();
  const made = fetched.journeys.flat();
  const {
    fault: refused,
    left,
    allowance: after,
  } = asked(made, { before: allowance, quota: spec.quota, now });
  const seen = together(made);
  const fault = refused ?? seen.fault ?? fetched.fault;
  const known = before?.known ?? new Map();
  const calls = { calls: made.length, ...(left !== undefined && { calls_left: left }) };
  if (fault) {
    context.memory.keep({ allowance: after, known, calendars: before?.calendars } satisfies Remembered);
    const doubt = doubtOf(spec, before?.calendars, atTime(spec, now));
    return {
      ...seen,
      fault,
      ...(doubt !== undefined && { doubt }),
      measurements: { ...seen.measurements, in_session: 1, ...calls },
    };
  }
  const { calendars, closed, judged } = dataIn(fetched.answers, { spec, known, now });
  context.memory.keep({ allowance: after, known: judged?.known ?? known, calendars } satisfies Remembered);
  return judged
    ? observation(seen, judged, { ...measuredOf(made), in_session: 1, ...calls })
    : idle(closedSays(closed, now), calls);
}

/** What the data in whole answers comes to; nothing where it turns out to be of markets that are all closed. */
type Data = { readonly calendars: readonly CalendarOption[] } & (
  | { readonly closed: Calendar; readonly judged?: never }
  | { readonly closed?: never; readonly judged: Freshness }
);

function dataIn(
  answers: readonly Answered[],
  { spec, known, now }: { spec: FreshnessSpec; known: Known; now: number },
): Data {
  const { limits } = spec;
  const calendars = [
    ...new Set(answers.flatMap(({ ticks }) => ticks.map((tick) => calendarFor(tick, limits)))),
  ];
  const at = atTime(spec, now);
  const closed = closedFor(spec, calendars, at);
  if (closed) return { calendars, closed };
  return { calendars, judged: judgeFreshness({ answers, limits, marketOf: at.marketOf, known }) };
}

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
