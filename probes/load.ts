import type { Check } from '../model/check.ts';
import type { Probe } from './probe.ts';

/** Probes by kind: a cache, because Node asks its loaders again for every `import()` of the same file. */
const loaded = new Map<string, Promise<Probe>>();

/** Loads a kind's probe when it is first needed. */
export function loadProbe(kind: string): Promise<Probe> {
  const known = loaded.get(kind) ?? importProbe(kind);
  loaded.set(kind, known);
  return known;
}

/**
 * The path is the convention that makes a kind one folder; that each
 * registered kind has its `probe.ts` is held by the contract test.
 */
async function importProbe(kind: string): Promise<Probe> {
  const module = (await import(`./${kind}/probe.ts`)) as { probe: Probe<Check<string, never>> };
  return module.probe as Probe;
}
