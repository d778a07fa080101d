import { isIP } from 'node:net';
import { assertion } from '../../model/assertion/words.ts';
import type { CommonOptions } from '../../model/check.ts';
import { defineKind } from '../../model/kind.ts';
import * as rules from '../../model/rules.ts';
import type { DnsAssertion } from './words.ts';

export * from './words.ts';

export const RECORDS = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'SOA', 'SRV', 'TXT'] as const;
export type DnsRecord = (typeof RECORDS)[number];

/** `udp` turns to TCP when the answer was cut short; `tls` is DNS over TLS (RFC 7858). */
export const TRANSPORTS = ['udp', 'tcp', 'tls'] as const;
export type DnsTransport = (typeof TRANSPORTS)[number];

export interface DnsOptions extends CommonOptions {
  /** The name to ask for. */
  readonly name: string;
  /** @default 'A' */
  readonly record?: DnsRecord;
  /**
   * Whom to ask, one or up to 5: an IP address, with a port as `'203.0.113.53:5353'` or `'[2001:db8::53]:53'`. For
   * `tls` a host name too. Several are asked at once: the first one's answer is judged, `resolvers.agree()` compares
   * them. @default the system's first
   */
  readonly resolver?: string | readonly string[];
  /** @default 'udp' */
  readonly transport?: DnsTransport;
  /**
   * What must hold. Without an assertion on the response code, it must be NOERROR with at least
   * one answer. @default []
   */
  readonly expect?: readonly DnsAssertion[];
}

export interface Resolver {
  readonly host: string;
  readonly port: number;
}

export interface DnsSpec {
  readonly name: string;
  readonly record: DnsRecord;
  /** Empty for the system's first. */
  readonly resolvers: readonly Resolver[];
  readonly transport: DnsTransport;
}

const PORT = { udp: 53, tcp: 53, tls: 853 } as const;

const MAX_RESOLVERS = 5;

/** Letters, digits, `-` and `_` (as in SRV names), labels of up to 63, 253 in all. Source: RFC 1035, 2.3.4. */
const NAME =
  /^(?=.{1,253}$)([A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\.?$/;

const isName = (value: unknown): boolean => typeof value === 'string' && NAME.test(value);

/** `host`, `host:port`, `[v6]:port`, or a bare IPv6 address. */
const ADDRESS = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:]+))(?::(?<port>\d{1,5}))?$/;

export function parseResolver(text: string, port: number): Resolver | undefined {
  if (isIP(text) !== 0) return { host: text, port };
  const { six, host, port: given } = ADDRESS.exec(text)?.groups ?? {};
  const isValid = six ? isIP(six) === 6 : isIP(host ?? '') === 4 || isName(host);
  const number = Number(given ?? port);
  return isValid && number >= 1 && number <= 65_535 ? { host: six ?? host ?? '', port: number } : undefined;
}

const resolver = rules.rule(
  (value) => typeof value === 'string' && parseResolver(value, 53) !== undefined,
  'a resolver',
  "an address such as '1.1.1.1' or '203.0.113.53:5353'",
);

/** What a name server answers: `dns('public-name', { name: 'example.com', expect: [answers.some.is('203.0.113.7')] })`. */
export const dns = defineKind<'dns', DnsOptions, DnsSpec>({
  kind: 'dns',
  required: ['name'],
  sources: ['rcode', 'answers', 'answerCount', 'ttl', 'resolvers', 'phase'],
  expectByDefault: [assertion('rcode', 'is', 'NOERROR', { of: 'with answers' })],
  phases: ['connect', 'tls', 'ttfb', 'total'],
  rules: {
    name: rules.rule(isName, 'a DNS name', "one such as 'www.example.com'"),
    record: rules.oneOf(RECORDS),
    resolver: rules.either(resolver, rules.listOf(resolver, { from: 1, to: MAX_RESOLVERS })),
    transport: rules.oneOf(TRANSPORTS),
  },
  spec: ({ name, record = 'A', resolver = [], transport = 'udp' }) => ({
    name: name.replace(/\.$/, '').toLowerCase(),
    record,
    resolvers: [resolver].flat().flatMap((text) => parseResolver(text, PORT[transport]) ?? []),
    transport,
  }),
  target: ({ name, record, resolvers }) => {
    const whom = resolvers.map(({ host, port }) => `${host}:${port}`).join(', ');
    return `${record} ${name}${whom && ` at ${whom}`}`;
  },
});
