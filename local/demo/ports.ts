import type { Check } from '../../model/check.ts';
import { UsageError } from '../usage-error.ts';

export interface Ports {
  readonly http: number;
  readonly https: number;
}

/** Where the demo exchange is when the environment does not say; `checks/target.ts` looks at the same variables. */
const DEFAULTS = { VEDETTE_DEMO_PORT: 4780, VEDETTE_DEMO_TLS_PORT: 4743 } as const;

/** The demo exchange's ports. Throws `UsageError` on a variable that is not a port. */
export function demoPorts(env: Readonly<Record<string, string | undefined>>): Ports {
  return { http: portFrom(env, 'VEDETTE_DEMO_PORT'), https: portFrom(env, 'VEDETTE_DEMO_TLS_PORT') };
}

function portFrom(env: Readonly<Record<string, string | undefined>>, name: keyof typeof DEFAULTS): number {
  const text = env[name];
  if (!text) return DEFAULTS[name];
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`${name} is ${JSON.stringify(text)}, not a port; set a number from 1 to 65535`);
}

/** Whether one of the checks looks at the demo exchange on these ports. */
export function looksAtDemo(checks: readonly Check[], { http, https }: Ports): boolean {
  const place = new RegExp(`(localhost|127\\.0\\.0\\.1):(${http}|${https})(?!\\d)`);
  return checks.some(({ enabled, target }) => enabled && place.test(target));
}
