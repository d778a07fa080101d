import { phraseOf } from '../../../model/assertion/evaluate.ts';
import type { Check } from '../../../model/check.ts';
import { nearest } from '../../../model/finding.ts';
import type { Result } from '../../../model/result.ts';
import { kinds } from '../../../probes/kinds.ts';
import { type ToldCheck, told } from '../../display/told.ts';
import type { AlarmChangeKept, Archive } from '../../store/archive.ts';
import { type Answer, json, Refusal } from '../answer.ts';
import { flag, limit, readParameters, time } from '../parameters.ts';
import type { Call } from '../route.ts';
import type { Server } from '../server.ts';
import { type AlarmNow, alarmsNow } from './alarms.ts';
import { type CheckSummary, summariesOf } from './summaries.ts';

/** A check's own page. */
export interface CheckDetail {
  /** Its definition, with every default in. */
  readonly check: ToldCheck & Settled & Expected;
  readonly summary: CheckSummary | undefined;
  readonly alarms: readonly AlarmNow[];
  /** Changes of its alarms, latest first, 100 of each at most. */
  readonly changes: readonly AlarmChangeKept[];
  /** The latest 20, latest first. */
  readonly results: readonly Result[];
}

const SETTLED = [
  'network',
  'retry',
  'thresholds',
  'failWhen',
  'dependsOn',
] as const satisfies readonly (keyof Check)[];

type Settled = Pick<Check, (typeof SETTLED)[number]>;

interface Expected {
  /** What must hold, in words, with what its kind expects by default; the same words once. */
  readonly expect: readonly string[];
}

const MAX_RESULTS = 20;
const MAX_CHANGES = 100;

export async function checks({ server, query }: Call): Promise<Answer> {
  readParameters(query, {});
  await server.recent.ready;
  return json(200, summariesOf(server.watched.checks(), server));
}

export function check({ server, name, query }: Call): Answer {
  readParameters(query, {});
  const found = findCheck(server, name);
  const { watched } = server;
  const own = alarmsNow(watched).filter(({ alarm }) => alarm.check === name);
  const detail: CheckDetail = {
    check: { ...told(found), ...settled(found), expect: expectationsOf(found) },
    summary: summariesOf([found], server)[0],
    alarms: own,
    changes: changesOf(own, watched.archive),
    results: watched.archive.results({ check: name, limit: MAX_RESULTS }),
  };
  return json(200, detail);
}

/** Latest first. */
export function results({ server, name, query }: Call): Answer {
  const asked = readParameters(query, { limit: limit(50, 500), before: time, bad: flag });
  const { id } = findCheck(server, name);
  const { before, ...rest } = asked;
  const found = server.watched.archive.results({
    check: id,
    ...rest,
    ...(before !== undefined && { before }),
  });
  return json(200, found);
}

const settled = (check: Check): Settled =>
  Object.fromEntries(SETTLED.map((name) => [name, check[name]])) as unknown as Settled;

/** Also of the parts of a check, such as the steps of `api`. */
function expectationsOf({ kind, expect, spec }: Check): string[] {
  const inner = kinds[kind]?.inner?.(spec as never) ?? [];
  return [...new Set([...inner, ...expect].map(phraseOf))];
}

const changesOf = (alarms: readonly AlarmNow[], archive: Archive): AlarmChangeKept[] =>
  alarms.flatMap(({ alarm }) => archive.alarmChanges(MAX_CHANGES, alarm.name)).sort((a, b) => b.at - a.at);

/** Throws `Refusal` when there is no such check. */
export function findCheck({ watched }: Server, id: string): Check {
  const all = watched.checks();
  const found = all.find((one) => one.id === id);
  if (found) return found;
  const near = nearest(
    id,
    all.map((one) => one.id),
  );
  throw new Refusal(404, `there is no check ${JSON.stringify(id)}${near ? `; did you mean '${near}'?` : ''}`);
}
