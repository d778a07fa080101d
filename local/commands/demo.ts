import { once } from 'node:events';
import { readFaults, switchOff, switchOn } from '../demo/client.ts';
import type { FaultStatus } from '../demo/faults.ts';
import { demoPorts } from '../demo/ports.ts';
import { columns } from '../display/text.ts';
import { stopSignal } from '../stop.ts';
import { UsageError } from '../usage-error.ts';

/** Runs the demo exchange alone until it is stopped. */
export async function demo(): Promise<number> {
  const { openExchange } = await import('../demo/open.ts');
  const exchange = await openExchange(demoPorts(process.env));
  const { http, https } = exchange.ports;
  const where = `https://localhost:${https} and http://localhost:${http}`;
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

function tell(known: readonly FaultStatus[]): number {
  const rows = known.map(({ name, on, path, description }) => [
    on ? '●' : '○',
    name,
    on ? (path ?? 'on') : 'off',
    description,
  ]);
  process.stdout.write(
    columns(rows)
      .map((line) => `${line.join('  ').trimEnd()}\n`)
      .join(''),
  );
  return 0;
}
