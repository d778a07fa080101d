import { BlockList, isIP } from 'node:net';
import type { Network } from '../../model/check.ts';

/**
 * Addresses that a check on the public network must not reach: loopback, link-local (with the cloud's metadata
 * service), private, shared, benchmarking, multicast, reserved, and the IPv6 forms that carry an IPv4 address.
 * Source: IANA special-purpose address registries.
 */
const REFUSED_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

const REFUSED_IPV6 = [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

const refused = new BlockList();
for (const [address, prefix] of REFUSED_IPV4) refused.addSubnet(address, prefix, 'ipv4');
for (const [address, prefix] of REFUSED_IPV6) refused.addSubnet(address, prefix, 'ipv6');

/** Whether an address is on the public internet. An IPv4-mapped IPv6 address is judged by the IPv4 inside. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false; // BlockList lets through what it cannot read
  return !refused.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** The addresses that a check may connect to: of a name with public and private ones, the public ones alone. */
export function reachable<One extends { readonly address: string }>(
  addresses: readonly One[],
  network: Network,
): readonly One[] {
  return network === 'private' ? addresses : addresses.filter(({ address }) => isPublic(address));
}

/** A probe was about to connect to an address that its check does not allow. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}
