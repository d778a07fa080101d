import type { Check } from '../../model/check.ts';
import type { Memory } from '../../probes/probe.ts';

/** What the probes of one process remember of each check. */
export type ProbeMemory = (check: Check) => Memory;

interface MemoryOptions {
  /** Whether this process runs on between two runs. @default false, as on Lambda */
  readonly staysAwake?: boolean;
}

/**
 * Keeps what a probe leaves behind for the next attempt of the same check, as long as this process and this definition
 * live: a changed definition is another check, and what is never asked for again is forgotten with it. ADR 18 says why
 * nothing more is kept.
 */
export function probeMemory({ staysAwake = false }: MemoryOptions = {}): ProbeMemory {
  const kept = new WeakMap<Check, unknown>();
  return (check) => ({
    staysAwake,
    recall: () => kept.get(check),
    keep: (value) => void kept.set(check, value),
  });
}
