import { type PatternSource, patternProblem } from '../../model/assertion/pattern.ts';
import type { CommonOptions } from '../../model/check.ts';
import { defineKind } from '../../model/kind.ts';
import * as rules from '../../model/rules.ts';
import type { Secret } from '../../model/secret.ts';
import type { TcpAssertion } from './words.ts';

export * from './words.ts';

/** How a plain connection is turned into TLS before the exchanges. */
export const STARTTLS = ['smtp', 'imap', 'postgres'] as const;
export type StartTls = (typeof STARTTLS)[number];

/** Text goes as UTF-8; bytes as hexadecimal: `{ hex: '38 3d 46' }`. */
export type Payload = string | Secret | { readonly hex: string };

/** One turn of the talk: send, then wait for what must come. At least one of the two. */
export interface Exchange {
  /** @default nothing is sent */
  readonly send?: Payload;
  /** Text or bytes that must come, or a pattern (linear time) that must match. @default nothing is waited for */
  readonly expect?: string | { readonly hex: string } | RegExp;
}

export interface TcpOptions extends CommonOptions {
  /** A name or an address. */
  readonly host: string;
  /** 1 to 65,535. */
  readonly port: number;
  /** `true` for TLS from the first byte, or the protocol that turns to it. @default false */
  readonly tls?: boolean | { readonly starttls: StartTls };
  /** In order, up to 20. @default [] */
  readonly exchanges?: readonly Exchange[];
  /** What must hold of all that was received, of the phases and of the certificate. @default [] */
  readonly expect?: readonly TcpAssertion[];
}

/** What is waited for: bytes, or a pattern over the received text. */
export type Awaited =
  | { readonly bytes: Buffer; readonly shown: string }
  | { readonly pattern: PatternSource; readonly shown: string };

export interface TcpSpec {
  readonly host: string;
  readonly port: number;
  readonly tls: 'none' | 'direct' | StartTls;
  readonly exchanges: readonly {
    readonly send: Payload | undefined;
    readonly awaited: Awaited | undefined;
  }[];
}

const HEX = /^(?:[0-9a-fA-F]{2}\s*)+$/;

const hex = rules.shape(
  {
    hex: rules.rule(
      (value) => typeof value === 'string' && HEX.test(value),
      'bytes in hexadecimal',
      "'38 3d 46'",
    ),
  },
  ['hex'],
);

const words = rules.text({ max: 65_536, example: "text such as 'PING\\r\\n'" });

const pattern: rules.Rule = (value, path) => {
  const refused = value instanceof RegExp ? patternProblem(value) : undefined;
  return refused
    ? [{ path, problem: `cannot be run in linear time (${refused})`, fix: 'use what RE2 knows' }]
    : [];
};

const expected: rules.Rule = (value, path) =>
  value instanceof RegExp ? pattern(value, path) : rules.either(hex, words)(value, path);

const exchange: rules.Rule = (value, path) => {
  const wrong = rules.shape({ send: rules.secretOr(rules.either(hex, words)), expect: expected })(
    value,
    path,
  );
  const { send, expect } = Object(value) as Exchange;
  const isEmpty = send === undefined && expect === undefined;
  return isEmpty ? [...wrong, { path, problem: 'does nothing', fix: 'add send or expect' }] : wrong;
};

const bytesOf = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

function awaitedOf(expect: Exchange['expect']): Awaited | undefined {
  if (expect === undefined) return undefined;
  if (typeof expect === 'string') return { bytes: Buffer.from(expect), shown: JSON.stringify(expect) };
  if (expect instanceof RegExp) {
    return { pattern: { source: expect.source, flags: expect.flags }, shown: String(expect) };
  }
  return { bytes: bytesOf(expect.hex), shown: `bytes ${expect.hex}` };
}

const modeOf = (tls: TcpOptions['tls']): TcpSpec['tls'] =>
  typeof tls === 'object' ? tls.starttls : tls ? 'direct' : 'none';

/** A port that must accept, and the talk that follows: `tcp('fix-gateway', { host, port, tls: true })`. */
export const tcp = defineKind<'tcp', TcpOptions, TcpSpec>({
  kind: 'tcp',
  required: ['host', 'port'],
  sources: ['text', 'phase', 'certificate'],
  expectByDefault: [],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'total'],
  rules: {
    host: rules.text({ max: 253, example: "a name such as 'fix.example.com'" }),
    port: rules.count({ from: 1, to: 65_535 }),
    tls: rules.either(rules.flag, rules.shape({ starttls: rules.oneOf(STARTTLS) }, ['starttls'])),
    exchanges: rules.listOf(exchange, { to: 20 }),
  },
  spec: ({ host, port, tls, exchanges = [] }) => ({
    host,
    port,
    tls: modeOf(tls),
    exchanges: exchanges.map(({ send, expect }) => ({ send, awaited: awaitedOf(expect) })),
  }),
  target: ({ host, port, tls }) => `${tls === 'none' ? 'tcp' : 'tls'} ${host}:${port}`,
});
