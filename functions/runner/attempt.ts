import type { Check } from '../../model/check.ts';
import { formatMs } from '../../model/duration.ts';
import { judge, type Observation, type Own, type Verdict } from '../../model/judge.ts';
import { AFTERMATH_MS, type Lane } from '../../model/lane.ts';
import { printable } from '../../model/line.ts';
import type { Fault } from '../../model/reason.ts';
import { type Redact, redactor } from '../../model/redact.ts';
import type { Attempt } from '../../model/result.ts';
import { secretsIn } from '../../model/secret.ts';
import { BrowserCrashed, BrowserMissing, type Browsers } from '../../probes/chromium/browsers.ts';
import { Deadline } from '../../probes/net/abort.ts';
import type { Dial } from '../../probes/net/dial.ts';
import { type Artifacts, type Probe, type ProbeContext, SecretMissing } from '../../probes/probe.ts';
import type { Clock } from '../platform/clock.ts';
import type { LagMeter, LagWatch } from '../platform/lag.ts';
import type { ProbeMemory } from '../platform/memory.ts';
import type { SecretReader } from '../platform/secrets.ts';
import type { Gate, Leave } from './gate.ts';
import { limitTime } from './time-limit.ts';

/** What the runner needs from outside. */
export interface RunnerPorts {
  readonly clock: Clock;
  readonly dial: Dial;
  readonly secrets: SecretReader;
  /** Loads the probe of a kind. */
  readonly loadProbe: (kind: string) => Promise<Probe>;
  /** One set for the whole process. */
  readonly gates: Readonly<Record<Lane, Gate>>;
  /** One for the whole process. */
  readonly lag: LagMeter;
  readonly memory: ProbeMemory;
  /** @default none */
  readonly browsers?: Browsers;
  /** Where the evidence of one attempt is kept. */
  readonly artifacts: ArtifactStore;
}

/** The place for the files of an attempt of this check that began at this time, epoch milliseconds. */
export type ArtifactStore = (check: Check, startedAt: number) => Artifacts;

/** The invocation's time is over, or the run was stopped: what had not ended is our own fault. */
export class Stopped extends Error {
  override readonly name = 'Stopped';

  constructor(
    readonly reason: 'not_run' | 'aborted',
    message: string,
  ) {
    super(message);
  }
}

/** How long after its deadline a probe may take to let go, before the runner goes on without it. */
const GRACE_MS = 50;

/** Makes one attempt within the check's timeout. Never throws; everything in the attempt is redacted, and what is told is one line. */
export async function makeAttempt(check: Check, ports: RunnerPorts, stop: AbortSignal): Promise<Attempt> {
  const secrets = new Set<string>();
  const found = await observe({ check, ports, stop, secrets });
  return redacted(found, redactor(secrets));
}

/** Only what is free text: a secret that spells `failed` must not blank out a state. */
function redacted(attempt: Attempt, redact: Redact): Attempt {
  const { message, assertions, evidence } = attempt;
  return {
    ...attempt,
    message: printable(redact(message)),
    assertions: assertions.map((outcome) => ({
      ...outcome,
      assertion: redact(outcome.assertion),
      ...(outcome.message && { message: printable(redact(outcome.message)) }),
    })),
    ...(evidence && { evidence: redact(evidence) }),
  };
}

interface Trial {
  readonly check: Check;
  readonly ports: RunnerPorts;
  readonly stop: AbortSignal;
  /** Comes to hold what must be redacted. */
  readonly secrets: Set<string>;
}

/** The attempt begins when the gate lets it in: how long it waits there is nobody's time. */
async function observe(trial: Trial): Promise<Attempt> {
  const { check, ports, stop } = trial;
  const now = () => new Date(ports.clock.now()).toISOString();
  let startedAt = now();
  let begun: Begun | undefined;
  try {
    const probe = await insist(prepare(trial), stop);
    const connected = await ports.gates[check.lane].enter(stop);
    begun = { connected, lag: await readied(trial, connected) };
    startedAt = now();
    return { startedAt, ...(await withinTimeout(trial, probe, begun)) };
  } catch (error) {
    return { startedAt, ...ours(error, stop), lag: begun?.lag.worst() ?? 0 };
  } finally {
    begun?.connected();
    begun?.lag.end();
  }
}

/** Unpacking and starting a browser is our own time, and none of the target's: what is late by then is not watched yet. */
async function readied({ check, ports, stop }: Trial, connected: Leave): Promise<LagWatch> {
  try {
    if (check.lane === 'browser') await ports.browsers?.ready(stop);
    return ports.lag.watch();
  } catch (error) {
    connected();
    throw error;
  }
}

/** What an attempt holds from its beginning to its end. */
interface Begun {
  /** Gives the gate's permit back. */
  readonly connected: Leave;
  readonly lag: LagWatch;
}

/** Loads the probe and has its secrets read before the target's time runs: a slow store is not the target's fault. */
async function prepare({ check, ports }: Trial): Promise<Probe> {
  const [probe] = await Promise.all([
    ports.loadProbe(check.kind),
    ...secretsIn(check.spec).map((name) => ports.secrets(name)),
  ]);
  return probe;
}

async function withinTimeout(
  { check, ports, stop, secrets }: Trial,
  probe: Probe,
  { connected, lag }: Begun,
): Promise<Told> {
  // Made only when it is needed: making an error means walking the stack.
  const expired = () => new Deadline(formatMs(check.timeoutMs));
  const { signal, end } = limitTime(check.timeoutMs, expired, stop);
  const context: ProbeContext = {
    ...ports.clock,
    signal,
    // A browser has connections without end: its permit is given back with its attempt.
    dial: check.lane === 'browser' ? ports.dial : telling(ports.dial, connected),
    lag: lag.worst,
    secrets: async ({ secret }) => {
      const value = await ports.secrets(secret);
      secrets.add(value);
      return value;
    },
    conceal: (text) => void secrets.add(text),
    memory: ports.memory(check),
    browsers: ports.browsers,
    artifacts: ports.artifacts(check, ports.clock.now()),
  };
  try {
    const seen = await insist(probe(check, context), signal, AFTERMATH_MS[check.lane]);
    return told(check, seen, { now: ports.clock.now(), lag: lag.worst() }, stop);
  } finally {
    end();
  }
}

/** A dialer that tells when a connection stands, or will not. */
function telling(dial: Dial, settled: () => void): Dial {
  const told =
    <Request, Made>(make: (request: Request) => Promise<Made>) =>
    (request: Request) =>
      make(request).finally(settled);
  return Object.assign(told(dial), { resolve: told(dial.resolve), secure: dial.secure });
}

/** A probe that does not heed its signal is left behind: it must not hold up the others. */
function insist<Value>(pending: Promise<Value>, signal: AbortSignal, aftermathMs = 0): Promise<Value> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const give = () => reject(new Error('the probe did not stop at its deadline'));
    const late = () => {
      timer = setTimeout(give, GRACE_MS + aftermathMs);
    };
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
    pending.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', late);
      clearTimeout(timer);
    });
  });
}

type Told = Omit<Attempt, 'startedAt'>;

/** Evidence is kept only of what did not pass, unless the probe was asked for more. */
function told(check: Check, seen: Observation, own: Own, stop: AbortSignal): Told {
  const { phases, measurements, distributions } = seen;
  // A probe that was stopped reports what it was doing; that says nothing of the target.
  const verdict = stop.aborted && seen.fault ? stopped(stop) : judge(check, seen, own);
  return {
    ...verdict,
    phases,
    lag: own.lag,
    measurements,
    ...(distributions && { distributions }),
    ...((verdict.state !== 'passed' || seen.keepsEvidence) && { evidence: seen.evidence() }),
  };
}

function ours(error: unknown, stop: AbortSignal): Omit<Told, 'lag'> {
  const nothing = { phases: {}, measurements: {} };
  if (stop.aborted) return { ...stopped(stop), ...nothing };
  return { state: 'errored', ...faultOf(error), assertions: [], ...nothing };
}

function faultOf(error: unknown): Fault {
  if (error instanceof SecretMissing) return { reason: 'secret_missing', message: error.message };
  if (error instanceof BrowserMissing) return { reason: 'browser_missing', message: error.message };
  if (error instanceof BrowserCrashed) return { reason: 'browser_crashed', message: error.message };
  const why = error instanceof Error ? error.message : String(error);
  return { reason: 'internal_error', message: `the probe broke: ${why}` };
}

function stopped({ reason }: AbortSignal): Verdict {
  const why = reason instanceof Stopped ? reason : new Stopped('aborted', 'the run was stopped');
  return { state: 'errored', reason: why.reason, message: why.message, assertions: [] };
}
