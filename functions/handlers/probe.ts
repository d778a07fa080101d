import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import project from '../../checks/index.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import { systemClock } from '../platform/clock.ts';
import { required, share } from '../platform/environment.ts';
import { lagMeter } from '../platform/lag.ts';
import { jsonLog } from '../platform/log.ts';
import { once } from '../platform/once.ts';
import { cachedSecrets } from '../platform/secrets.ts';
import { connectSqs } from '../platform/sqs.ts';
import { ssmSecrets } from '../platform/ssm-secrets.ts';
import { Gate } from '../runner/gate.ts';
import { type ProbePorts, runMessages } from '../runner/run-messages.ts';
import { connectCloudWatch } from '../sinks/cloudwatch/port.ts';
import { cloudWatchSink } from '../sinks/cloudwatch/sink.ts';
import { sqsSpool } from '../sinks/cloudwatch/spool.ts';
import { checksAt } from './checks.ts';
import { failures } from './failures.ts';

/** Once for each environment. */
const ports = once(async (): Promise<ProbePorts> => {
  const { env } = process;
  const location = required(env, 'LOCATION');
  // The SDK is loaded before the first probe: while one runs, it would stall the event loop and count as latency.
  const [cloudwatch, sqs] = await Promise.all([
    connectCloudWatch(required(env, 'HOME_REGION')),
    connectSqs(),
  ]);
  const clock = systemClock;
  const spool = sqsSpool({ sqs, queueUrl: required(env, 'SPOOL_QUEUE_URL'), clock });
  return {
    checks: checksAt(location, project),
    location,
    runner: {
      clock,
      dial: dialer(),
      secrets: cachedSecrets(ssmSecrets(), clock.now),
      loadProbe,
      gate: new Gate(),
      lag: lagMeter(),
    },
    sink: cloudWatchSink({ cloudwatch, spool, clock, random: Math.random }),
    log: jsonLog(location),
    sampleRate: share(env, 'LOG_SAMPLE_RATE'),
    random: Math.random,
  };
});

/** Runs the batches in SQS messages. */
export async function handler(
  { Records }: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> {
  const made = await ports();
  return failures(await runMessages(Records, context.getRemainingTimeInMillis(), made));
}
