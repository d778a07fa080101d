import { NAMESPACE } from '../../../model/metric.ts';
import type { Clock } from '../../platform/clock.ts';
import { TimedOut, within } from '../../platform/within.ts';
import { classOf } from './fault.ts';
import type { Entry } from './merge.ts';
import type { CloudWatchPort } from './port.ts';
import { inRequests } from './requests.ts';

export interface PutOptions {
  readonly cloudwatch: CloudWatchPort;
  readonly clock: Clock;
  /** 0 to below 1: spreads the retries of many functions. */
  readonly random: () => number;
}

/** What became of entries that were offered to CloudWatch; the three are all of them. */
export interface Outcome {
  readonly delivered: readonly Entry[];
  /** Not taken for now. */
  readonly pending: readonly Entry[];
  /** Refused for what they are: they will never be taken. */
  readonly refused: readonly Entry[];
  /** CloudWatch's first error, in one line; absent when all were delivered. */
  readonly problem?: string;
}

/** All that a delivery may take, retries included: a far region answers a new connection within a second. */
export const PUT_BUDGET_MS = 6_000;

/** One call. */
const REQUEST_TIMEOUT_MS = 3_000;

/** The pause before a retry is random up to this, which doubles each time ("full jitter"). */
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

/** Offers entries to CloudWatch in the fewest requests, side by side. Never throws, and is over within 6 s. */
export async function put(entries: readonly Entry[], options: PutOptions): Promise<Outcome> {
  const deadline = options.clock.monotonic() + PUT_BUDGET_MS;
  return join(await Promise.all(inRequests(entries).map((request) => offer(request, deadline, options))));
}

/** One bad entry fails its whole request: a request found invalid is halved until the bad ones stand alone. */
async function offer(request: readonly Entry[], deadline: number, options: PutOptions): Promise<Outcome> {
  const error = await insist(request, deadline, options);
  if (error === undefined) return { ...NOTHING, delivered: request };
  const problem = `${(error as Error).name}: ${(error as Error).message}`;
  if (classOf(error) !== 'invalid') return { ...NOTHING, pending: request, problem };
  if (request.length === 1) return { ...NOTHING, refused: request, problem };
  const middle = Math.ceil(request.length / 2);
  return join([
    await offer(request.slice(0, middle), deadline, options),
    await offer(request.slice(middle), deadline, options),
  ]);
}

/** Puts one request, again and again while that can help and time is left. Returns the last error. */
async function insist(request: readonly Entry[], deadline: number, options: PutOptions): Promise<unknown> {
  const { clock, random } = options;
  for (let attempt = 0; ; attempt++) {
    const error = await putOnce(request, deadline - clock.monotonic(), options);
    if (error === undefined || classOf(error) !== 'transient') return error;
    const pause = random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    if (clock.monotonic() + pause >= deadline) return error;
    await clock.sleep(pause, NEVER);
  }
}

const NEVER = new AbortController().signal;

async function putOnce(
  MetricData: readonly Entry[],
  msLeft: number,
  { cloudwatch, clock }: PutOptions,
): Promise<unknown> {
  if (msLeft <= 0) return new TimedOut('there was no time left to try');
  const input = { Namespace: NAMESPACE, MetricData: [...MetricData] };
  const ms = Math.min(msLeft, REQUEST_TIMEOUT_MS);
  try {
    await within({ ms, clock, work: (signal) => cloudwatch.putMetricData(input, signal) });
    return undefined;
  } catch (error) {
    return error ?? new Error('CloudWatch failed without saying why');
  }
}

const NOTHING: Outcome = { delivered: [], pending: [], refused: [] };

function join(outcomes: readonly Outcome[]): Outcome {
  const problem = outcomes.find((outcome) => outcome.problem)?.problem;
  return {
    delivered: outcomes.flatMap(({ delivered }) => delivered),
    pending: outcomes.flatMap(({ pending }) => pending),
    refused: outcomes.flatMap(({ refused }) => refused),
    ...(problem && { problem }),
  };
}
