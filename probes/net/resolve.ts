import { isIP } from 'node:net';
import type { Network } from '../../model/check.ts';
import { unlessAborted } from './abort.ts';
import { AddressRefused, reachable } from './guard.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

export interface LookupOptions {
  /** Only addresses of this version of IP are wanted. @default both */
  readonly ip?: 4 | 6 | undefined;
  /** Ends the look-up; what it then comes to is not waited for. */
  readonly signal: AbortSignal;
}

/** Asks for all addresses of a name. Rejects with the resolver's error. */
export type Lookup = (host: string, options: LookupOptions) => Promise<readonly Address[]>;

export interface ResolveRequest extends LookupOptions {
  readonly host: string;
  readonly network: Network;
}

/**
 * The addresses of a host that a check may reach, at least one. Throws the resolver's error, `AddressRefused`, or the
 * signal's reason at once when it aborts.
 */
export type Resolve = (request: ResolveRequest) => Promise<readonly [Address, ...Address[]]>;

export async function resolveAllowed({ host, network, ip, signal }: ResolveRequest, lookup: Lookup) {
  const family = isIP(host);
  const all = family
    ? [{ address: host, family }]
    : await unlessAborted(lookup(host, { ip, signal }), signal);
  const addresses = all.filter((one) => ip === undefined || one.family === ip);
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENODATA' });
  const [first, ...rest] = reachable(addresses, network);
  if (first) return [first, ...rest] as const;
  const found = addresses.map(({ address }) => address).join(', ');
  const fix = "not a public address; if that is meant, write network: 'private'";
  throw new AddressRefused(`${host} is at ${found}, ${fix}`);
}
