import { assertion } from '../../model/assertion/words.ts';
import type { CommonOptions } from '../../model/check.ts';
import { defineKind } from '../../model/kind.ts';
import * as rules from '../../model/rules.ts';
import type { TlsAssertion } from './words.ts';

export * from './words.ts';

export interface TlsOptions extends CommonOptions {
  /** A name or an address: what is called, and what the certificate must be for. */
  readonly host: string;
  /** 1 to 65,535. @default 443 */
  readonly port?: number;
  /** The name to ask for (SNI) and to hold the certificate against, when it is not `host`. @default host */
  readonly serverName?: string;
  /** What must hold. The chain must be trusted and for this name in any case. @default [] */
  readonly expect?: readonly TlsAssertion[];
}

export interface TlsSpec {
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
}

const HTTPS_PORT = 443;

const name = rules.text({ max: 253, example: "a name such as 'www.example.com'" });

/** A handshake and the certificates it shows: `tls('certificate', { host, expect: [chain.lifetimeLeft.atLeast(20)] })`. */
export const tls = defineKind<'tls', TlsOptions, TlsSpec>({
  kind: 'tls',
  required: ['host'],
  sources: ['certificate', 'chain', 'tlsVersion', 'cipher', 'fingerprint', 'ocsp', 'phase'],
  // A staple that says "revoked" is never fine; one that is not there is nobody's duty.
  expectByDefault: [assertion('ocsp', 'isOneOf', ['good', 'unknown', 'absent', 'unreadable'])],
  phases: ['dns', 'connect', 'tls', 'total'],
  rules: { host: name, port: rules.count({ from: 1, to: 65_535 }), serverName: name },
  spec: ({ host, port = HTTPS_PORT, serverName = host }) => ({ host, port, serverName }),
  target: ({ host, port, serverName }) =>
    `tls ${host}:${port}${serverName === host ? '' : ` as ${serverName}`}`,
});
