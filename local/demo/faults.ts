import { gzipSync } from 'node:zlib';
import type { Packet } from 'dns-packet';
import { json } from './answer.ts';
import type { DemoFault } from './fault.ts';
import { FRONT_FAULTS } from './front/faults.ts';
import { MARKET_FAULTS } from './market/faults.ts';
import { onlyCode, RCODE } from './zone.ts';

const SLOW_MS = 1_500;

/** The faults that can be switched on: one entry each, service by service. */
export const FAULTS = {
  slow: {
    service: 'web',
    description: `answers ${SLOW_MS / 1_000} s late`,
    strike: (answer) => ({ ...answer, delayMs: SLOW_MS }),
  },
  '500': {
    service: 'web',
    description: 'answers 500 Internal Server Error',
    strike: (answer) => ({ ...answer, ...json(500, { error: 'internal server error' }) }),
  },
  'wrong-body': {
    service: 'web',
    description: 'answers as usual, with a body that says something else',
    strike: (answer) => ({ ...answer, body: '{"message":"scheduled maintenance"}\n' }),
  },
  'slow-body': {
    service: 'web',
    description: 'sends one byte of the body a second',
    strike: (answer) => ({ ...answer, ending: 'slow' }),
  },
  'truncated-body': {
    service: 'web',
    description: 'closes the connection before the body is whole',
    strike: (answer) => ({ ...answer, ending: 'truncated' }),
  },
  bomb: {
    service: 'web',
    description: 'sends 64 KB of gzip that unpack to 64 MB',
    strike: (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'content-encoding': 'gzip' },
      body: bomb(),
    }),
  },
  reset: {
    service: 'web',
    description: 'resets the connection instead of answering',
    strike: (answer) => ({ ...answer, ending: 'reset' }),
  },
  hang: {
    service: 'web',
    description: 'accepts the request and never answers',
    strike: (answer) => ({ ...answer, ending: 'never' }),
  },
  ...FRONT_FAULTS,
  'login-fails': {
    service: 'orders',
    description: 'refuses every user and password',
    strike: (rules) => ({ ...rules, acceptsLogins: false }),
  },
  'token-expires': {
    service: 'orders',
    description: 'gives out tokens that have expired by the next request',
    strike: (rules) => ({ ...rules, tokenLifetimeMs: 0 }),
  },
  ...MARKET_FAULTS,
  'expired-certificate': {
    service: 'certificate',
    description: 'shows a certificate that expired yesterday',
    strike: () => 'expired',
  },
  'wrong-host-certificate': {
    service: 'certificate',
    description: 'shows a certificate for another name',
    strike: () => 'wrong-host',
  },
  'self-signed-certificate': {
    service: 'certificate',
    description: 'shows a certificate that nobody else has signed',
    strike: () => 'self-signed',
  },
  'chain-without-intermediate': {
    service: 'certificate',
    description: 'does not send the authority between its certificate and the root',
    strike: () => 'without-intermediate',
  },
  'fix-reject': {
    service: 'fix',
    description: 'answers a Logon with a Logout',
    strike: () => 'rejecting',
  },
  'fix-silent': {
    service: 'fix',
    description: 'accepts the connection and never answers',
    strike: () => 'silent',
  },
  'fix-refused': { service: 'fix', description: 'closes its port', strike: () => 'closed' },
  'dns-servfail': {
    service: 'dns',
    description: 'answers SERVFAIL',
    strike: () => onlyCode(RCODE.SERVFAIL),
  },
  'dns-nxdomain': {
    service: 'dns',
    description: 'knows its own name no more',
    strike: () => onlyCode(RCODE.NXDOMAIN),
  },
  'dns-silent': { service: 'dns', description: 'never answers', strike: () => undefined },
  'dns-wrong-address': {
    service: 'dns',
    description: 'sends callers to another address',
    strike: (usual) => usual && { ...usual, answers: usual.answers?.map(elsewhere) ?? [] },
  },
} as const satisfies Record<string, DemoFault>;

/** A gzip file may have many members: a megabyte of zeros, 64 times, costs next to nothing to make. */
const BOMB_MEMBERS = 64;

function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(1_048_576));
  return Buffer.concat(Array.from({ length: BOMB_MEMBERS }, () => member));
}

/** An address for documentation, where nobody is. Source: RFC 5737. */
const NOWHERE = '198.51.100.7';

type NameRecord = NonNullable<Packet['answers']>[number];

const elsewhere = (record: NameRecord): NameRecord =>
  record.type === 'A' ? { ...record, data: NOWHERE } : record;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name);

/** Whether a fault can be limited to one path. */
export const knowsPaths = (name: FaultName): boolean => FAULTS[name].service === 'web';
