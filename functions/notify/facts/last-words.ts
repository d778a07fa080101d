import type { FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Check } from '../../../model/check.ts';
import { type EvidenceFile, PROBE_LOG_GROUP } from '../../../model/result.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../platform/json.ts';
import type { LocationFact } from '../sender.ts';
import type { FilterLogEvents } from './logs.ts';

/** A bad result is at most so many runs old; probes of a minute or less are looked for a quarter of an hour. */
const RUNS = 3;
const LEAST_MS = 900_000;

interface Asked {
  readonly check: Check;
  readonly state: 'failed' | 'degraded';
  /** Epoch milliseconds. */
  readonly now: number;
  readonly logs: FilterLogEvents;
  readonly signal: AbortSignal;
}

/** What is known of a location, and the files of evidence that its last bad result left there. */
export interface Heard {
  readonly fact: LocationFact;
  readonly files: readonly EvidenceFile[];
}

/** Adds to the bad locations what their last bad result said. What cannot be learnt is left out. Never rejects. */
export const withLastWords = (facts: readonly LocationFact[], asked: Asked): Promise<Heard[]> =>
  Promise.all(
    facts.map(async (fact) => {
      const words =
        fact.state === 'bad' ? await lastWords(fact.location, asked).catch(() => undefined) : undefined;
      return words ? { fact: { ...fact, message: words.message }, files: words.files } : unheard(fact);
    }),
  );

/** A location of which the logs said nothing. */
export const unheard = (fact: LocationFact): Heard => ({ fact, files: [] });

type Words = Pick<Heard, 'files'> & { readonly message: string };

/**
 * What the probe logged last: a line of JSON for each result that is not passed. A page can be empty although there are
 * more (API reference, FilterLogEvents).
 */
async function lastWords(
  location: string,
  { check, state, now, logs, signal }: Asked,
): Promise<Words | undefined> {
  const request = {
    logGroupName: PROBE_LOG_GROUP,
    filterPattern: `{ ($.check = ${JSON.stringify(check.id)}) && ($.state = "${state}") }`,
    startTime: now - Math.max(LEAST_MS, RUNS * check.everyMs),
    endTime: now,
    startFromHead: false,
    limit: 1,
  };
  let page: FilterLogEventsResponse = {};
  do {
    const next = page.nextToken ? { nextToken: page.nextToken } : {};
    page = await logs(location, { ...request, ...next }, signal);
  } while (page.nextToken && !page.events?.length);
  const line = parseJson(page.events?.[0]?.message ?? '');
  if (!isJsonObject(line) || typeof line.message !== 'string') return undefined;
  return { message: line.message, files: filesOf(line) };
}

function filesOf({ evidence }: JsonObject): EvidenceFile[] {
  const files = isJsonObject(evidence) ? evidence.files : undefined;
  return Array.isArray(files) ? files.filter(isFile) : [];
}

const isFile = (value: unknown): value is EvidenceFile =>
  isJsonObject(value) && typeof value.key === 'string' && typeof value.type === 'string';
