import { UsageError } from '../usage-error.ts';
import { authorityAt } from './client.ts';
import { type Exchange, startExchange } from './exchange.ts';
import { type Ports, variableOf } from './ports.ts';
import { HOST } from './service.ts';

/** The demo exchange that checks look at: one of our own, or one that was there already. */
export interface OpenExchange extends Exchange {
  /** Started by another process, which goes on when this one is over. */
  readonly isShared: boolean;
}

/** Starts a demo exchange, or joins the one that has the ports already. Throws `UsageError` on a port in use. */
export async function openExchange(ports: Ports): Promise<OpenExchange> {
  try {
    return { ...(await startExchange(ports)), isShared: false };
  } catch (error) {
    const { code, port } = error as { code?: string; port?: number };
    if (code !== 'EADDRINUSE' || port === undefined) throw error;
    const authority = port === ports.http ? await authorityAt(port) : undefined;
    if (authority !== undefined) return { ports, authority, close: async () => {}, isShared: true };
    throw taken(port, ports);
  }
}

const taken = (port: number, ports: Ports): UsageError =>
  new UsageError(
    `port ${port} on ${HOST} is in use, and not by a demo exchange; free it, or set ${variableOf(port, ports)} to another`,
  );
