import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { once } from '../../model/once.ts';
import { systemClock } from '../platform/clock.ts';
import { required } from '../platform/environment.ts';
import { jsonLog } from '../platform/log.ts';
import { type FlushOptions, flush } from '../sinks/cloudwatch/flush.ts';
import { connectCloudWatch } from '../sinks/cloudwatch/port.ts';
import { failures } from './failures.ts';

/** Once for each environment. */
const ports = once(async (): Promise<FlushOptions> => {
  const { env } = process;
  return {
    cloudwatch: connectCloudWatch(required(env, 'HOME_REGION')),
    clock: systemClock,
    random: Math.random,
    log: jsonLog(required(env, 'LOCATION')),
  };
});

/** Delivers what the spool kept. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  return failures(await flush(Records, await ports()));
}
