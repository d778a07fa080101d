import { describe, expect, it } from 'vitest';
import { isPublic, reachable } from './guard.ts';

const refused = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  loopback: ['127.0.0.1', '127.255.255.255', '::1', '::'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fdff:ffff::1'],
  'shared by carriers': ['100.64.0.1', '100.127.255.255'],
  'link-local, with the metadata service': [
    '169.254.169.254',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
  ],
  'the metadata service over IPv6': ['fd00:ec2::254'],
  'protocols, documentation, benchmarks': [
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
  ],
  'documentation over IPv6': ['2001:db8::1', '3fff::1'],
  'relays and tunnels': ['192.88.99.1', '2002:7f00:1::', '2001::1', '64:ff9b::7f00:1', '64:ff9b:1::1'],
  'multicast, reserved, broadcast': [
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    'ff02::1',
  ],
  'IPv4 inside of IPv6': ['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '::ffff:10.0.0.1'],
  'discard and segment routing': ['100::1', '5f00::1'],
  'no address at all': ['', 'localhost', '1.2.3', '999.1.1.1'],
};

const allowed = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:80b::200e',
  '::ffff:1.1.1.1',
];

describe('the guard', () => {
  it.each(Object.entries(refused).flatMap(([what, addresses]) => addresses.map((one) => [one, what])))(
    'refuses %s (%s)',
    (address) => expect(isPublic(address)).toBe(false),
  );

  it.each(allowed)('lets %s through', (address) => expect(isPublic(address)).toBe(true));
});

describe('of a name with public and private addresses', () => {
  const both = ['10.0.0.1', '1.1.1.1', '::1', '2606:4700:4700::1111'].map((address) => ({ address }));

  it('the public ones alone are reachable on the public network', () => {
    expect(reachable(both, 'public')).toEqual([both[1], both[3]]);
  });

  it('all are reachable on the private network', () => expect(reachable(both, 'private')).toEqual(both));
});
