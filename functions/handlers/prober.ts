import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import project from '../../checks/index.ts';
import { once } from '../../model/once.ts';
import { loadProbe } from '../../probes/load.ts';
import { dialer } from '../../probes/net/dial.ts';
import { systemClock } from '../platform/clock.ts';
import { type Environment, required, share } from '../platform/environment.ts';
import { lagMeter } from '../platform/lag.ts';
import { jsonLog } from '../platform/log.ts';
import { probeMemory } from '../platform/memory.ts';
import { cachedSecrets } from '../platform/secrets.ts';
import { connectSqs } from '../platform/sqs.ts';
import { ssmSecrets } from '../platform/ssm-secrets.ts';
import type { RunnerPorts } from '../runner/attempt.ts';
import { gates } from '../runner/gate.ts';
import { type ProbePorts, runMessages } from '../runner/run-messages.ts';
import { connectCloudWatch } from '../sinks/cloudwatch/port.ts';
import { cloudWatchSink } from '../sinks/cloudwatch/sink.ts';
import { sqsSpool } from '../sinks/cloudwatch/spool.ts';
import { checksAt } from './checks.ts';
import { failures } from './failures.ts';

/** What the functions that probe do not share. */
type Own = Pick<RunnerPorts, 'browsers' | 'artifacts'>;

type ProbeContext = Pick<Context, 'getRemainingTimeInMillis'>;

/** A handler that runs the batches in SQS messages. What it needs is made once for each environment. */
export function probeHandler(own: (env: Environment) => Own) {
  const ports = once(async () => probePorts(process.env, own));
  return async ({ Records }: SQSEvent, context: ProbeContext): Promise<SQSBatchResponse> => {
    const made = await ports();
    return failures(await runMessages(Records, context.getRemainingTimeInMillis(), made));
  };
}

function probePorts(env: Environment, own: (env: Environment) => Own): ProbePorts {
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
      ...own(env),
    },
    sink: cloudWatchSink({ cloudwatch, spool, clock, random: Math.random }),
    log: jsonLog(location),
    sampleRate: share(env, 'LOG_SAMPLE_RATE'),
    random: Math.random,
  };
}

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
