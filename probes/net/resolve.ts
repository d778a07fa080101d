import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Network } from '../../model/check.ts';
import { unlessAborted } from './abort.ts';
import { AddressRefused, reachable } from './guard.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Asks for all addresses of a name. Rejects with the system's error. */
export type Lookup = (host: string) => Promise<readonly Address[]>;

export interface ResolveRequest {
  readonly host: string;
  readonly network: Network;
  /** Only addresses of this version of IP. @default both */
  readonly ip?: 4 | 6 | undefined;
  readonly signal: AbortSignal;
}

/**
 * The addresses of a host that a check may reach, at least one. Throws the system's error, `AddressRefused`, or the
 * signal's reason at once when it aborts.
 */
export type Resolve = (request: ResolveRequest) => Promise<readonly [Address, ...Address[]]>;

/** The system's resolver, which also reads the hosts file. */
export const systemLookup: Lookup = (host) => lookup(host, { all: true, order: 'verbatim' });

export async function resolveAllowed({ host, network, ip, signal }: ResolveRequest, lookup: Lookup) {
  const family = isIP(host);
  // A look-up cannot be cancelled: its answer is simply no longer waited for.
  const all = family ? [{ address: host, family }] : await unlessAborted(lookup(host), signal);
  const addresses = all.filter((one) => ip === undefined || one.family === ip);
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENODATA' });
  const [first, ...rest] = reachable(addresses, network);
  if (first) return [first, ...rest] as const;
  const found = addresses.map(({ address }) => address).join(', ');
  const fix = "not a public address; if that is meant, write network: 'private'";
  throw new AddressRefused(`${host} is at ${found}, ${fix}`);
}
