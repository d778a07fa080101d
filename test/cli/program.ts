import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import shipped from '../../checks/index.ts';
import { switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { FaultName } from '../../local/demo/faults.ts';
import type { Ports } from '../../local/demo/ports.ts';
import { resolve } from '../../model/resolve.ts';
import { kinds } from '../../probes/kinds.ts';
import { type Ended, ended, freePorts, vedette } from './vedette.ts';

/** The checks that ship. */
export const SHIPPED = resolve(shipped, kinds).checks;

/** The ids of those. */
export const IDS = SHIPPED.map(({ id }) => id);

/** A file of definitions that only tests have. */
export const fixture = (name: string) => fileURLToPath(new URL(`./checks/${name}`, import.meta.url));

let free: Ports;
const running: Exchange[] = [];

beforeEach(async () => {
  free = await freePorts();
});
afterEach(async () => {
  for (const exchange of running.splice(0)) await exchange.close();
});

/** Where the demo exchange of this test is, whoever starts it. */
export const ports = (): Ports => free;

/** Runs the program to its end. */
export const call = (...args: string[]): Promise<Ended> => ended(vedette(args, free));

/** A demo exchange that runs beside the program, with these faults on. */
export async function beside(...faults: FaultName[]): Promise<void> {
  running.push(await startExchange(free));
  for (const fault of faults) await switchOn(free.http, fault);
}
