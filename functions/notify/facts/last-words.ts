import type { FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import type { Check } from '../../../model/check.ts';
import { PROBE_LOG_GROUP } from '../../../model/result.ts';
import { parseJson } from '../../platform/json.ts';
import { isFields } from '../messages/alarm-change.ts';
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

/** Adds to the bad locations what their last bad result said. What cannot be learnt is left out. Never rejects. */
export const withLastWords = (facts: readonly LocationFact[], asked: Asked): Promise<LocationFact[]> =>
  Promise.all(
    facts.map(async (fact) => {
      if (fact.state !== 'bad') return fact;
      const message = await lastWords(fact.location, asked).catch(() => undefined);
      return message === undefined ? fact : { ...fact, message };
    }),
  );

/**
 * What the probe logged last: a line of JSON for each result that is not passed. A page can be empty although there are
 * more (API reference, FilterLogEvents).
 */
async function lastWords(
  location: string,
  { check, state, now, logs, signal }: Asked,
): Promise<string | undefined> {
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
  return isFields(line) && typeof line.message === 'string' ? line.message : undefined;
}
