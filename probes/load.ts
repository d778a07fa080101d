import type { Check } from '../model/check.ts';
import { onceEach } from '../model/once.ts';
import type { Probe } from './probe.ts';

/**
 * Loads a kind's probe when it is first needed. A cache, because Node asks its loaders again for every `import()` of the
 * same file. The path is the convention that makes a kind one folder; that each registered kind has its `probe.ts` is
 * held by the contract test.
 */
export const loadProbe = onceEach(async (kind: string): Promise<Probe> => {
  const module = (await import(`./${kind}/probe.ts`)) as { probe: Probe<Check<string, never>> };
  return module.probe as Probe;
});
