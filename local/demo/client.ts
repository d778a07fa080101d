import { UsageError } from '../usage-error.ts';
import { AUTHORITY_PATH, FAULTS_PATH } from './control.ts';
import type { FaultStatus } from './fault-switches.ts';
import { HOST } from './service.ts';

/** On loopback an exchange that is there answers within milliseconds. */
const PATIENCE_MS = 2_000;

/** What else may listen on the port is not read to its end. */
const MAX_AUTHORITY_LENGTH = 16_384;

/** The authority of the demo exchange on this port, in PEM; `undefined` when none is there. */
export async function authorityAt(port: number): Promise<string | undefined> {
  try {
    const answer = await ask(port, AUTHORITY_PATH);
    const length = Number(answer.headers.get('content-length') ?? Number.POSITIVE_INFINITY);
    if (!answer.ok || length > MAX_AUTHORITY_LENGTH) return undefined;
    const text = await answer.text();
    return text.startsWith('-----BEGIN CERTIFICATE-----') ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the switches of the demo exchange on this port. Throws `UsageError`, as the others do. */
export const readFaults = (port: number): Promise<FaultStatus[]> => command(port, 'GET', FAULTS_PATH);

/** Switches a fault on, for one path or for all. */
export function switchOn(port: number, name: string, path?: string): Promise<FaultStatus[]> {
  const query = path === undefined ? '' : `?${new URLSearchParams({ path })}`;
  return command(port, 'PUT', `${FAULTS_PATH}/${encodeURIComponent(name)}${query}`);
}

/** Switches one fault off, or all. */
export function switchOff(port: number, name?: string): Promise<FaultStatus[]> {
  const one = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return command(port, 'DELETE', `${FAULTS_PATH}${one}`);
}

/** The switches of the demo exchange. Each answers with all faults as they are then; throws `UsageError`. */
export interface DemoControl {
  readonly faults: () => Promise<readonly FaultStatus[]>;
  readonly switchOn: (name: string, path?: string) => Promise<readonly FaultStatus[]>;
  readonly switchOff: (name: string) => Promise<readonly FaultStatus[]>;
}

/** The switches of the demo exchange on this port. */
export const demoControl = (port: number): DemoControl => ({
  faults: () => readFaults(port),
  switchOn: (name, path) => switchOn(port, name, path),
  switchOff: (name) => switchOff(port, name),
});

async function command(port: number, method: string, path: string): Promise<FaultStatus[]> {
  if ((await authorityAt(port)) === undefined) {
    throw new UsageError(
      `no demo exchange listens on ${HOST}:${port}; start one with: npm start, or npx vedette demo`,
    );
  }
  const answer = await ask(port, path, method);
  const told = (await answer.json()) as FaultStatus[] | { readonly error: string };
  if (Array.isArray(told)) return told;
  throw new UsageError(told.error);
}

const ask = (port: number, path: string, method = 'GET'): Promise<Response> =>
  fetch(`http://${HOST}:${port}${path}`, { method, signal: AbortSignal.timeout(PATIENCE_MS) });
