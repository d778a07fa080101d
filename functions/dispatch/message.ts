import type { Batch, Run } from '../../model/plan.ts';
import { isJsonObject, parseJson } from '../platform/json.ts';

/** The version of the message; a probe leaves any other one to the dead-letter queue. */
const VERSION = 1;

/** What travels from dispatch to probe: the runs of one batch. */
export type BatchMessage = Pick<Batch, 'location' | 'minute' | 'runs'>;

export const encodeBatch = ({ location, minute, runs }: BatchMessage): string =>
  JSON.stringify({ v: VERSION, location, minute, runs });

/** Reads a message; `undefined` for anything that dispatch did not write. */
export function decodeBatch(body: string): BatchMessage | undefined {
  const value = parseJson(body);
  if (!isJsonObject(value) || value.v !== VERSION) return undefined;
  const { location, minute, runs } = value;
  if (typeof location !== 'string' || !isSecond(minute)) return undefined;
  return Array.isArray(runs) && runs.every(isRun) ? { location, minute, runs } : undefined;
}

/** Seconds since the epoch. */
const isSecond = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isRun = (value: unknown): value is Run =>
  isJsonObject(value) && typeof value.check === 'string' && isSecond(value.at);
