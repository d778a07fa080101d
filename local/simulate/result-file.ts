import { readFile } from 'node:fs/promises';
import type { Check } from '../../model/check.ts';
import { LOCAL, type Location } from '../../model/location.ts';
import { type Attempt, type Result, STATES, type State } from '../../model/result.ts';
import { UsageError } from '../usage-error.ts';
import { noCheck } from './described-outage.ts';
import { minuteOf, type Outage, plannedResults, resultOf, type Scenario } from './scenario.ts';

/**
 * The checks that a file has results of, as they went. All was well before its first result and where it has none of,
 * and each check stays as it was last. Throws `UsageError`, which names the line, for a file that is not one JSON result a line, as `npm start`
 * prints them.
 */
export async function fileScenario(all: readonly Check[], file: string): Promise<Scenario> {
  const enabled = all.filter((check) => check.enabled);
  const read = (await linesOf(file)).map(({ text, where }) => resultIn(text, enabled, where));
  const results = read.sort((one, other) => dueAt(one) - dueAt(other));
  const [first, last] = [results[0], results.at(-1)];
  if (!first || !last) throw new UsageError(`${file} has no results`);
  const checks = enabled.filter(({ id }) => results.some(({ check }) => check === id));
  const from = minuteOf(dueAt(first));
  const until = minuteOf(dueAt(last)) + 2 * MINUTE_MS;
  const ofCheck = ({ id }: Check) => results.filter(({ check }) => check === id);
  return {
    checks,
    from,
    until,
    outages: checks.flatMap((check) => outagesOf(ofCheck(check), until)),
    resultsIn: courseOf(checks, results, from),
  };
}

const MINUTE_MS = 60_000;

const dueAt = ({ scheduledAt }: Result): number => Date.parse(scheduledAt);

/** The file's results, and around them what is assumed. `results` are in order of time. */
function courseOf(checks: readonly Check[], results: readonly Result[], from: number): Scenario['resultsIn'] {
  const inMinute = new Map<number, Result[]>();
  const latest = new Map<string, Result>();
  for (const result of results) {
    const minute = minuteOf(dueAt(result));
    inMinute.set(minute, [...(inMinute.get(minute) ?? []), result]);
    latest.set(`${result.check}@${result.location}`, result);
  }
  const around = (check: Check, location: string, at: number) => {
    const last = latest.get(`${check.id}@${location}`) ?? latest.get(`${check.id}@${LOCAL}`);
    if (!last) return 'passed'; // nothing is said of this location
    return at > dueAt(last) ? last.state : 'silent';
  };
  return (minute) =>
    minute < from
      ? plannedResults(checks, minute, () => 'passed')
      : [...(inMinute.get(minute) ?? []), ...plannedResults(checks, minute, around)];
}

interface Line {
  readonly text: string;
  /** `results.jsonl line 3: `. */
  readonly where: string;
}

async function linesOf(file: string): Promise<Line[]> {
  try {
    const lines = (await readFile(file, 'utf8')).split('\n');
    return lines
      .map((text, index) => ({ text, where: `${file} line ${index + 1}: ` }))
      .filter(({ text }) => text.trim() !== '');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

/** What a simulation needs of a line. */
function resultIn(text: string, checks: readonly Check[], where: string): Result {
  const { check: id, location, scheduledAt, state, attempts } = objectIn(text, where);
  if (typeof id !== 'string') throw new UsageError(`${where}is not a result: it has no check`);
  const check = checks.find((one) => one.id === id);
  if (!check) throw noCheck(id, checks, where);
  if (!isState(state)) throw wrong(where, 'state', state, `one of ${STATES.join(', ')}`);
  const at = typeof scheduledAt === 'string' ? Date.parse(scheduledAt) : Number.NaN;
  if (Number.isNaN(at)) throw wrong(where, 'scheduledAt', scheduledAt, 'a time such as 2026-11-21T09:30:00Z');
  if (typeof location !== 'string' || !runsAt(check, location)) {
    throw wrong(where, 'location', location, `one of ${[...check.locations, LOCAL].join(', ')}`);
  }
  return resultOf(check, { location, at, state, ...(areAttempts(attempts) && { attempts }) });
}

function objectIn(text: string, where: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // told below, with where it is
  }
  throw new UsageError(`${where}is not a result: ${text.slice(0, 40)}`);
}

const wrong = (where: string, property: string, value: unknown, right: string): UsageError =>
  new UsageError(`${where}${property} is ${JSON.stringify(value) ?? 'missing'}; it must be ${right}`);

const isState = (value: unknown): value is State => STATES.some((state) => state === value);

const runsAt = (check: Check, location: string): boolean =>
  location === LOCAL || check.locations.includes(location as Location);

/** Older or shortened results have none. */
const areAttempts = (value: unknown): value is readonly [Attempt, ...Attempt[]] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(
    (one) => isState(one?.state) && typeof one.phases === 'object' && typeof one.measurements === 'object',
  );

/** From the first bad result at any location until all of them are good again. `results` are in order of time. */
function outagesOf(results: readonly Result[], until: number): Outage[] {
  const outages: Outage[] = [];
  const bad = new Set<string>();
  let begun: Omit<Outage, 'until'> | undefined;
  for (const result of results) {
    const { check, location, state } = result;
    const at = dueAt(result);
    if (state === 'passed') bad.delete(location);
    else {
      bad.add(location);
      begun ??= { check, state, from: at };
    }
    if (begun && bad.size === 0) {
      outages.push({ ...begun, until: at });
      begun = undefined;
    }
  }
  return begun ? [...outages, { ...begun, until }] : outages;
}
