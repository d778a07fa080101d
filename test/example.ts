import { vi } from 'vitest';
import type { Ports } from '../local/demo/ports.ts';
import type { Check } from '../model/check.ts';
import { resolve } from '../model/resolve.ts';
import { kinds } from '../probes/kinds.ts';
import { demoVariables } from './cli/vedette.ts';

/** The checks that ship, by id, as they look at the demo exchange on these ports. */
export async function exampleChecks(ports: Ports): Promise<ReadonlyMap<string, Check>> {
  for (const [name, value] of Object.entries(demoVariables(ports))) vi.stubEnv(name, value);
  vi.stubEnv('VEDETTE_TARGET', '');
  vi.resetModules();
  const { default: shipped } = await import('../checks/index.ts');
  vi.unstubAllEnvs();
  return new Map(resolve(shipped, kinds).checks.map((check) => [check.id, check]));
}
