import { encodeBatch } from '../functions/dispatch/message.ts';
import type { RunnerPorts } from '../functions/runner/attempt.ts';
import { cloudWatchSink } from '../functions/sinks/cloudwatch/sink.ts';
import { decodeSpooled, sqsSpool } from '../functions/sinks/cloudwatch/spool.ts';
import type { Check } from '../model/check.ts';
import { FLUSH_RESERVE_MS, RUN_BUDGET_MS } from '../model/plan.ts';
import { http } from '../probes/http/check.ts';
import { dialer } from '../probes/net/dial.ts';
import { checksOf, LOCATION } from './checks.ts';
import { virtualClock } from './fakes/clock.ts';
import { FakeCloudWatch, valuesOf } from './fakes/cloudwatch.ts';
import { memoryLog } from './fakes/log.ts';
import { FakeSqs } from './fakes/sqs.ts';
import { machinePorts } from './probing.ts';

export const SPOOL = 'https://sqs/spool';
export const SECRET = 'S3cr3t-of-the-desk';
export const PLENTY_MS = RUN_BUDGET_MS + FLUSH_RESERVE_MS;

/** What runs a message: real probes over real sockets; AWS and its time are fakes. */
export function setUp(checks: readonly Check[], runner: Partial<RunnerPorts> = {}) {
  const clock = virtualClock(Date.now());
  const cloudwatch = new FakeCloudWatch({ clock });
  const sqs = new FakeSqs();
  const log = memoryLog();
  const spool = sqsSpool({ sqs, queueUrl: SPOOL, clock });
  const ports = {
    checks,
    location: LOCATION,
    runner: machinePorts({ dial: dialer(), secrets: async () => SECRET, ...runner }),
    sink: cloudWatchSink({ cloudwatch, clock, random: () => 1, spool }),
    log,
    sampleRate: 0,
    random: () => 0,
  };
  /** The sum of a metric's values. */
  const sum = (metric: string) =>
    cloudwatch.taken
      .filter(({ MetricName }) => MetricName === metric)
      .flatMap(valuesOf)
      .reduce<number | undefined>((all = 0, value) => all + value, undefined);
  const selfMetrics = () => ({
    executed: sum('Executed'),
    errored: sum('Errored'),
    dropped: sum('Dropped'),
    undelivered: sum('Undelivered'),
  });
  const spooled = () => sqs.in(SPOOL).flatMap(({ MessageBody = '' }) => decodeSpooled(MessageBody) ?? []);
  return { ports, cloudwatch, sqs, log, sum, selfMetrics, spooled };
}

/** As many checks of one URL. */
export const many = (count: number, url: string): Check[] =>
  checksOf(...Array.from({ length: count }, (_, index) => http(`check-${index}`, { url, timeout: '5s' })));

const seconds = () => Math.floor(Date.now() / 1_000);

/** A message that has these checks run, due so many seconds ago. */
export function messageOf(checks: readonly { id: string }[], ago = 0, messageId = 'ours') {
  const at = seconds() - ago;
  const runs = checks.map(({ id }) => ({ check: id, at }));
  return { messageId, body: encodeBatch({ location: LOCATION, minute: Math.floor(at / 60) * 60, runs }) };
}
