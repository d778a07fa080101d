import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import project from '../../checks/index.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import { noArtifacts } from '../platform/artifacts.ts';
import { systemClock } from '../platform/clock.ts';
import { required, share } from '../platform/environment.ts';
import { lagMeter } from '../platform/lag.ts';
import { jsonLog } from '../platform/log.ts';
import { probeMemory } from '../platform/memory.ts';
import { once } from '../platform/once.ts';
import { cachedSecrets } from '../platform/secrets.ts';
import { connectSqs } from '../platform/sqs.ts';
import { ssmSecrets } from '../platform/ssm-secrets.ts';
import { gates } from '../runner/gate.ts';
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
  const cloudwatch = connectCloudWatch(required(env, 'HOME_REGION'));
  const clock = systemClock;
  const spool = sqsSpool({ sqs: connectSqs(), queueUrl: required(env, 'SPOOL_QUEUE_URL'), clock });
  return {
    checks: checksAt(location, project),
    location,
    runner: {
      clock,
      dial: dialer(),
      secrets: cachedSecrets(ssmSecrets(), clock.now),
      loadProbe: thenOnce(loadProbe, cloudwatch.load),
      gates: gates(),
      lag: lagMeter(),
      memory: probeMemory(),
      artifacts: noArtifacts,
    },
    sink: cloudWatchSink({ cloudwatch, spool, clock, random: Math.random }),
    log: jsonLog(location),
    sampleRate: share(env, 'LOG_SAMPLE_RATE'),
    random: Math.random,
  };
});

/**
 * Loads the SDK while the first probes wait for the network: they dial in the turn in which their probe is loaded, and
 * the SDK comes in the next one. It stalls the event loop for some milliseconds, before any target has answered.
 */
function thenOnce(load: LoadProbe, next: () => Promise<void>): LoadProbe {
  let waiting = true;
  return async (kind) => {
    const probe = await load(kind);
    if (waiting) setImmediate(next);
    waiting = false;
    return probe;
  };
}

type LoadProbe = ProbePorts['runner']['loadProbe'];

/** Runs the batches in SQS messages. */
export async function handler(
  { Records }: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> {
  const made = await ports();
  return failures(await runMessages(Records, context.getRemainingTimeInMillis(), made));
}
