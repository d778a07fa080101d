import { once } from 'node:events';
import { readFaults, switchOff, switchOn } from '../demo/client.ts';
import type { FaultStatus } from '../demo/fault-switches.ts';
import type { ServiceName } from '../demo/faults.ts';
import { demoPorts, whereabouts } from '../demo/ports.ts';
import { tableLines } from '../display/text.ts';
import { stopSignal } from '../stop.ts';
import { UsageError } from '../usage-error.ts';

/** Runs the demo exchange alone until it is stopped. */
export async function demo(): Promise<number> {
  const { openExchange } = await import('../demo/open.ts');
  const exchange = await openExchange(demoPorts(process.env));
  const where = whereabouts(exchange.ports);
  if (exchange.isShared) throw new UsageError(`a demo exchange is running already, on ${where}`);
  const signal = stopSignal();
  process.stdout.write(`Demo exchange on ${where}; Ctrl-C stops it\n`);
  if (!signal.aborted) await once(signal, 'abort');
  await exchange.close();
  return 0;
}

/** Switches a fault of the running demo exchange on. */
export async function fault(name: string, options: { readonly path?: string }): Promise<number> {
  return tell(await switchOn(controlPort(), name, options.path));
}

/** Switches a fault off, or all of them. */
export async function clear(name?: string): Promise<number> {
  return tell(await switchOff(controlPort(), name));
}

/** Lists the faults that there are, and which are on. */
export async function faults(): Promise<number> {
  return tell(await readFaults(controlPort()));
}

const controlPort = (): number => demoPorts(process.env).http;

/** In the order in which `demo faults` lists them. */
const TITLES: Readonly<Record<ServiceName, string>> = {
  web: 'site and APIs',
  front: 'web front, in a browser',
  orders: 'order API',
  certificate: 'certificate of HTTPS',
  fix: 'FIX gateway',
  dns: 'name server',
};

function tell(known: readonly FaultStatus[]): number {
  const rows = tableLines(
    known.map(({ name, on, path, description }) => [
      on ? '●' : '○',
      name,
      on ? (path ?? 'on') : 'off',
      description,
    ]),
  ).map((line) => `  ${line}\n`);
  const blocks = Object.entries(TITLES).map(([service, title]) => {
    const own = rows.filter((_, index) => known[index]?.service === service);
    return `${title}\n${own.join('')}`;
  });
  process.stdout.write(blocks.join('\n'));
  return 0;
}
