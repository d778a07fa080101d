import type { Batch, Run } from '../../model/plan.ts';
import { parseJson } from '../platform/json.ts';

/** The version of the message; a probe leaves any other one to the dead-letter queue. */
const VERSION = 1;

/** What travels from dispatch to probe: the runs of one batch. */
export type BatchMessage = Pick<Batch, 'location' | 'minute' | 'runs'>;

export const encodeBatch = ({ location, minute, runs }: BatchMessage): string =>
  JSON.stringify({ v: VERSION, location, minute, runs });

/** Reads a message; `undefined` for anything that dispatch did not write. */
export function decodeBatch(body: string): BatchMessage | undefined {
  const value = parseJson(body);
  if (!isRecord(value) || value.v !== VERSION) return undefined;
  const { location, minute, runs } = value;
  if (typeof location !== 'string' || !isSecond(minute)) return undefined;
  return Array.isArray(runs) && runs.every(isRun) ? { location, minute, runs } : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Seconds since the epoch. */
const isSecond = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isRun = (value: unknown): value is Run =>
  isRecord(value) && typeof value.check === 'string' && isSecond(value.at);
