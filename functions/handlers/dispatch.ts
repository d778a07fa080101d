import project from '../../checks/index.ts';
import { once } from '../../model/once.ts';
import { MINUTE_SECONDS } from '../../model/plan.ts';
import { type DispatchPorts, dispatch } from '../dispatch/dispatch.ts';
import { systemClock } from '../platform/clock.ts';
import { required } from '../platform/environment.ts';
import { jsonLog } from '../platform/log.ts';
import { connectSqs } from '../platform/sqs.ts';
import { connectCloudWatch } from '../sinks/cloudwatch/port.ts';
import { cloudWatchSink } from '../sinks/cloudwatch/sink.ts';
import { checksAt } from './checks.ts';

/** Once for each environment. */
const ports = once(async (): Promise<DispatchPorts> => {
  const { env } = process;
  const location = required(env, 'LOCATION');
  const cloudwatch = connectCloudWatch(required(env, 'HOME_REGION'));
  return {
    checks: checksAt(location, project),
    location,
    clock: systemClock,
    sqs: connectSqs(),
    queueUrls: {
      light: required(env, 'PROBE_QUEUE_URL'),
      ...(env.BROWSER_QUEUE_URL && { browser: env.BROWSER_QUEUE_URL }),
    },
    deadLetterQueueUrls: required(env, 'DEAD_LETTER_QUEUE_URLS').split(','),
    sink: cloudWatchSink({ cloudwatch, clock: systemClock, random: Math.random }),
    log: jsonLog(location),
  };
});

/** The minute's tick: `{ time }` is the time it was scheduled for, ISO 8601. */
export async function handler(event: { readonly time?: unknown }): Promise<void> {
  const at = Date.parse(String(event.time)) / 1_000;
  if (Number.isNaN(at))
    throw new Error(`the event's time is ${JSON.stringify(event.time)}, not an ISO 8601 time`);
  await dispatch(Math.floor(at / MINUTE_SECONDS) * MINUTE_SECONDS, await ports());
}
