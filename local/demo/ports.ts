import type { Check } from '../../model/check.ts';
import { UsageError } from '../usage-error.ts';

/** Where the demo exchange is when the environment does not say; `checks/target.ts` looks at the same variables. */
const PORTS = {
  http: { variable: 'VEDETTE_DEMO_PORT', byDefault: 4780 },
  https: { variable: 'VEDETTE_DEMO_TLS_PORT', byDefault: 4743 },
  fix: { variable: 'VEDETTE_DEMO_FIX_PORT', byDefault: 4798 },
  dns: { variable: 'VEDETTE_DEMO_DNS_PORT', byDefault: 4753 },
} as const;

type PortName = keyof typeof PORTS;

/** The port of each service of the demo exchange; `dns` is one of UDP and of TCP. */
export type Ports = Readonly<Record<PortName, number>>;

const NAMES = Object.keys(PORTS) as PortName[];

type Environment = Readonly<Record<string, string | undefined>>;

/** The demo exchange's ports. Throws `UsageError` on a variable that is not a port. */
export function demoPorts(env: Environment): Ports {
  return Object.fromEntries(NAMES.map((name) => [name, portFrom(env, name)])) as Ports;
}

function portFrom(env: Environment, name: PortName): number {
  const { variable, byDefault } = PORTS[name];
  const text = env[variable];
  if (!text) return byDefault;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`${variable} is ${JSON.stringify(text)}, not a port; set a number from 1 to 65535`);
}

/** The variable that moves the service of this port. */
export const variableOf = (port: number, ports: Ports): string =>
  PORTS[NAMES.find((name) => ports[name] === port) ?? 'http'].variable;

/** Where the services are, in one line. */
export const whereabouts = ({ http, https, fix, dns }: Ports): string =>
  `https://localhost:${https} and http://localhost:${http}, FIX on ${fix}, DNS on ${dns}`;

/** Whether one of the checks looks at the demo exchange on these ports. */
export function looksAtDemo(checks: readonly Check[], ports: Ports): boolean {
  const place = new RegExp(`(localhost|127\\.0\\.0\\.1):(${Object.values(ports).join('|')})(?!\\d)`);
  return checks.some(({ enabled, target }) => enabled && place.test(target));
}
