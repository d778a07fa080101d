import type { Clock } from '../../platform/clock.ts';
import { cut } from '../../platform/cut.ts';
import { parseJson } from '../../platform/json.ts';
import { sendAll } from '../../platform/send.ts';
import type { SqsPort } from '../../platform/sqs.ts';
import { within } from '../../platform/within.ts';
import { MAX_ENTRIES, MAX_MESSAGE_BYTES } from './limits.ts';
import type { Entry } from './merge.ts';
import { bytesOf } from './requests.ts';

/** The version of the message; flush-spool leaves any other one to the dead-letter queue. */
const VERSION = 1;

/** All that spooling may take. */
export const SPOOL_BUDGET_MS = 3_000;

export interface Kept {
  readonly spooled: readonly Entry[];
  readonly lost: readonly Entry[];
  /** Why the spool did not take some; absent when it took all. */
  readonly problem?: string;
}

/** Keeps entries, with their own timestamps, until CloudWatch takes them. Never throws. */
export type Spool = (entries: readonly Entry[]) => Promise<Kept>;

interface SqsSpoolOptions {
  readonly sqs: SqsPort;
  readonly queueUrl: string;
  readonly clock: Clock;
}

/** A spool in an SQS queue: messages below 256 KiB, none with more than one request's entries. */
export function sqsSpool({ sqs, queueUrl, clock }: SqsSpoolOptions): Spool {
  return async (entries) => {
    const messages = inMessages(entries);
    const work = (signal: AbortSignal) => sendAll({ sqs, queueUrl, messages, signal });
    const unsent = await within({ ms: SPOOL_BUDGET_MS, clock, work });
    const lost = new Set(unsent.flatMap(({ message }) => message.entries));
    return {
      spooled: entries.filter((entry) => !lost.has(entry)),
      lost: [...lost],
      ...(unsent[0] && { problem: unsent[0].problem }),
    };
  };
}

const encode = (entries: readonly Entry[]): string => JSON.stringify({ v: VERSION, entries });

const ENVELOPE_BYTES = encode([]).length;

const inMessages = (entries: readonly Entry[]) =>
  cut(entries, { count: MAX_ENTRIES, bytes: MAX_MESSAGE_BYTES - ENVELOPE_BYTES, sizeOf: bytesOf }).map(
    (some) => ({ body: encode(some), entries: some }),
  );

/** Reads a message of the spool; `undefined` for anything that a spool did not write. */
export function decodeSpooled(body: string): Entry[] | undefined {
  const { v, entries } = Object(parseJson(body)) as { v?: unknown; entries?: unknown };
  if (v !== VERSION || !Array.isArray(entries) || !entries.every(isWritten)) return undefined;
  return entries.map((entry) => ({ ...entry, Timestamp: new Date(entry.Timestamp) }));
}

/** An entry as JSON writes it. */
type Written = Omit<Entry, 'Timestamp'> & { readonly Timestamp: string };

function isWritten(value: unknown): value is Written {
  const { MetricName, Dimensions, Timestamp, Values, Counts } = Object(value) as Partial<Written>;
  return (
    typeof MetricName === 'string' &&
    Array.isArray(Dimensions) &&
    Dimensions.every(isDimension) &&
    !Number.isNaN(Date.parse(String(Timestamp))) &&
    isNumbers(Values) &&
    isNumbers(Counts) &&
    Values.length === Counts.length
  );
}

const isDimension = (value: unknown): boolean => {
  const { Name, Value } = Object(value) as Partial<Written['Dimensions'][number]>;
  return typeof Name === 'string' && typeof Value === 'string';
};

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'number');
