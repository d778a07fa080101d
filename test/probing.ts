import { setTimeout as delay } from 'node:timers/promises';
import { noArtifacts } from '../functions/platform/artifacts.ts';
import { systemClock } from '../functions/platform/clock.ts';
import { type LagMeter, lagMeter } from '../functions/platform/lag.ts';
import { type ProbeMemory, probeMemory } from '../functions/platform/memory.ts';
import type { ArtifactStore, RunnerPorts } from '../functions/runner/attempt.ts';
import { gates } from '../functions/runner/gate.ts';
import { runBatch } from '../functions/runner/run-batch.ts';
import type { Definition } from '../model/check.ts';
import type { Result } from '../model/result.ts';
import type { Browsers } from '../probes/chromium/browsers.ts';
import { loadProbe } from '../probes/load.ts';
import { type Connection, type Dial, type DialRequest, dialer } from '../probes/net/dial.ts';
import type { Lookup } from '../probes/net/resolve.ts';
import { SecretMissing } from '../probes/probe.ts';
import { checksOf } from './checks.ts';
import { testAuthority } from './targets.ts';

/** How a connection is opened. */
export type Opening = (request: DialRequest) => Promise<Connection>;

/** What a test may put in the place of the real thing; all of it is real by default. */
export interface Ports {
  readonly lookup?: Lookup;
  readonly dial?: (real: Dial) => Opening;
  /** Values by name. @default {} */
  readonly secrets?: Readonly<Record<string, string>>;
  /** How long the store takes to give one. @default 0 */
  readonly secretDelayMs?: number;
  /** What is noted of our own event loop. @default no delay, so that no verdict on a duration is unreliable */
  readonly lag?: LagMeter;
  /** @default none */
  readonly browsers?: Browsers;
  /** Where files of evidence go. @default nowhere */
  readonly artifacts?: ArtifactStore;
  /** What probes remember from one run to the next. @default a new one */
  readonly memory?: ProbeMemory;
}

/** Runs definitions side by side through the real runner, over the real dialer that trusts the test authority. */
export async function runAll(definitions: readonly Definition[], ports: Ports = {}): Promise<Result[]> {
  const results: Result[] = [];
  await runBatch({
    jobs: checksOf(...definitions).map((check) => ({ check, dueAt: Date.now(), location: 'local' })),
    ports: await runnerPorts(ports),
    budgetMs: 60_000,
    onResult: (result) => results.push(result),
  });
  return results;
}

/** Runs one definition. */
export async function run(definition: Definition, ports?: Ports): Promise<Result> {
  const [result] = await runAll([definition], ports);
  if (!result) throw new Error('there was no result');
  return result;
}

/** Runs one definition, with the milliseconds from asking for it to its verdict. */
export async function timed(definition: Definition, ports?: Ports) {
  await loadProbe(definition.kind); // the import is not part of what is timed
  const began = performance.now();
  const result = await run(definition, ports);
  return { result, tookMs: performance.now() - began };
}

const punctual: LagMeter = { watch: () => ({ worst: () => 0, end: () => {} }) };

/** The runner's ports as a machine has them; whatever else is given comes in their place. */
export const machinePorts = (given: MachinePorts): RunnerPorts => ({
  clock: systemClock,
  loadProbe,
  gates: gates(),
  lag: lagMeter(),
  memory: probeMemory(),
  artifacts: noArtifacts,
  ...given,
});

type MachinePorts = Pick<RunnerPorts, 'dial' | 'secrets'> & Partial<RunnerPorts>;

/** The runner's ports over the real dialer that trusts the test authority. */
export async function runnerPorts({
  lookup,
  dial = (real) => real,
  secrets = {},
  secretDelayMs = 0,
  lag = punctual,
  ...more
}: Ports): Promise<RunnerPorts> {
  const extraRoots = [(await testAuthority()).certificate];
  const real = dialer({ extraRoots, ...(lookup && { lookup }) });
  return machinePorts({
    ...more,
    lag,
    dial: Object.assign(dial(real), { resolve: real.resolve, secure: real.secure }),
    secrets: async (name) => {
      if (secretDelayMs > 0) await delay(secretDelayMs, undefined, { ref: false });
      const value = secrets[name];
      if (value === undefined) throw new SecretMissing(`the secret ${name} is not set`);
      return value;
    },
  });
}
