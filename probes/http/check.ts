import { assertion } from '../../model/assertion/words.ts';
import type { CommonOptions } from '../../model/check.ts';
import { isHeaderName, isHeaderValue } from '../../model/header-rules.ts';
import { defineKind } from '../../model/kind.ts';
import * as rules from '../../model/rules.ts';
import type { Secret } from '../../model/secret.ts';
import type { HttpAssertion } from './words.ts';

export * from './words.ts';

/** The usual ones, or any other in upper case, such as `PURGE` or `PROPFIND`. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | Uppercase<string>;

/** `CONNECT` opens a tunnel and `TRACE` sends credentials back: neither is a question to a target. */
const METHOD = /^(?!CONNECT$|TRACE$)[A-Z]{1,20}$/;

/** `{ bearer: secret('name') }` or `{ basic: { user: 'name', password: secret('name') } }`. */
export type HttpAuth =
  | { readonly bearer: Secret }
  | { readonly basic: { readonly user: string | Secret; readonly password: Secret } };

/** Texts are PEM. */
export interface HttpTls {
  /** A root to trust beside Node's own: the way to a private authority. */
  readonly ca?: string | Secret;
  /** Our own certificate, for a server that asks for one; with `key`. */
  readonly certificate?: string | Secret;
  readonly key?: Secret;
  /** The name to ask for (SNI) and to hold the certificate against. @default the URL's host */
  readonly serverName?: string;
}

export interface HttpOptions extends CommonOptions {
  /** An absolute http or https URL, without user information. */
  readonly url: string;
  /** Probes read: a method that writes is yours to choose knowingly. @default 'GET' */
  readonly method?: Method;
  /**
   * A value may be a secret, which is then sent to the URL's own origin only, as are `authorization` and `cookie`.
   * `host`, `content-length`, `connection` and the like are ours. @default {}
   */
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** Added to the URL's own. A value may be a secret. @default {} */
  readonly query?: Readonly<Record<string, string | Secret>>;
  /** Text is sent as it is, a secret as its value, an object as JSON with its content type and the secrets in it. @default none */
  readonly body?: string | Secret | object;
  /** Sent to the URL's own origin only, never to where it redirects. @default none */
  readonly auth?: HttpAuth;
  /** How many redirects to follow, 0 to 20. With 0 the redirect itself is the answer. @default 5 */
  readonly redirects?: number;
  /** Bytes of body, as sent and decoded, after which the answer is refused, 1 to 16,777,216. @default 1,048,576 */
  readonly bodyCap?: number;
  /** Whether to ask for a compressed answer and decode it. @default true */
  readonly compression?: boolean;
  /** Whether HTTP/2 is offered beside HTTP/1.1, over https. @default false */
  readonly http2?: boolean;
  /** The only version of IP to use. @default both, whichever answers */
  readonly ip?: 4 | 6;
  /** @default Node's own roots, and no certificate of ours */
  readonly tls?: HttpTls;
  /** What must hold. Without an assertion on the status, it must be 2xx. @default [] */
  readonly expect?: readonly HttpAssertion[];
}

/** What the probe needs to know; every default is in. */
export interface HttpSpec {
  readonly url: string;
  readonly method: Method;
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly query: Readonly<Record<string, string | Secret>>;
  readonly body: string | Secret | object | undefined;
  readonly auth: HttpAuth | undefined;
  readonly redirects: number;
  readonly bodyCap: number;
  readonly compression: boolean;
  readonly http2: boolean;
  readonly ip: 4 | 6 | undefined;
  readonly tls: HttpTls;
}

const DEFAULT_REDIRECTS = 5;
const DEFAULT_BODY_CAP = 1_048_576;
const MAX_BODY_CAP = 16_777_216;

/** Headers that the client sets itself; setting them again is how requests get smuggled. */
const OUR_HEADERS = ['host', 'content-length', 'connection', 'transfer-encoding', 'upgrade', 'expect'];

const url: rules.Rule = (value, path) => {
  const wrong = rules.url('http', 'https')(value, path);
  if (wrong.length > 0 || new URL(value as string).username === '') return wrong;
  return [
    { path, problem: 'holds a user name', fix: "write auth: { basic: { user, password: secret('name') } }" },
  ];
};

const isMethod = (value: unknown): boolean => typeof value === 'string' && METHOD.test(value);

const headers: rules.Rule = (value, path) => {
  const wrong = rules.mapOf(rules.secretOr(rules.rule(isHeaderValue, 'a header value', 'text on one line')))(
    value,
    path,
  );
  const names = Object.keys(Object(value)).filter((name) => !isHeaderName(name) || isOurs(name));
  const refused = names.map((name) => ({
    path: `${path}.${name}`,
    problem: isOurs(name) ? 'is set by the probe' : 'is not a header name',
    fix: 'leave it out',
  }));
  return [...wrong, ...refused];
};

const isOurs = (name: string): boolean => OUR_HEADERS.includes(name.toLowerCase());

const auth: rules.Rule = rules.either(
  rules.shape({ bearer: rules.secretOnly }, ['bearer']),
  rules.shape(
    {
      basic: rules.shape(
        {
          user: rules.secretOr(rules.text({ max: 200, example: 'a user name' })),
          password: rules.secretOnly,
        },
        ['user', 'password'],
      ),
    },
    ['basic'],
  ),
);

const pem = rules.rule(
  (value) => typeof value === 'string' && value.includes('-----BEGIN CERTIFICATE-----'),
  'a certificate in PEM',
  "text that begins with '-----BEGIN CERTIFICATE-----', or secret('name')",
);

const tls: rules.Rule = (value, path) => {
  const wrong = rules.shape({
    ca: rules.secretOr(pem),
    certificate: rules.secretOr(pem),
    key: rules.secretOnly,
    serverName: rules.text({ max: 253, example: "a name such as 'www.example.com'" }),
  })(value, path);
  const { certificate, key } = Object(value) as HttpTls;
  const isHalf = (certificate === undefined) !== (key === undefined);
  const half = { path, problem: 'has only one of certificate and key', fix: 'write both or none' };
  return isHalf ? [...wrong, half] : wrong;
};

/** An HTTP request and what must come back: `http('portfolio-api', { url, every: '30s', expect: [status.is(200)] })`. */
export const http = defineKind<'http', HttpOptions, HttpSpec>({
  kind: 'http',
  required: ['url'],
  sources: [
    'status',
    'header',
    'text',
    'jsonPath',
    'schema',
    'size',
    'redirects',
    'httpVersion',
    'tlsVersion',
    'phase',
    'certificate',
    'response',
  ],
  expectByDefault: [assertion('status', 'isClass', '2xx')],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
  rules: {
    url,
    method: rules.rule(isMethod, 'a method', "one in upper case, such as 'GET'"),
    headers,
    query: rules.mapOf(
      rules.secretOr(rules.rule((value) => typeof value === 'string', 'text', "text such as '1'")),
    ),
    body: rules.rule(
      (value) => typeof value === 'string' || Object(value) === value,
      'text or an object',
      '{ ... }',
    ),
    auth,
    redirects: rules.count({ from: 0, to: 20 }),
    bodyCap: rules.count({ from: 1, to: MAX_BODY_CAP }),
    compression: rules.flag,
    http2: rules.flag,
    ip: rules.rule((value) => value === 4 || value === 6, 'a version of IP', '4 or 6'),
    tls,
  },
  spec: (options) => ({
    url: options.url,
    method: options.method ?? 'GET',
    headers: options.headers ?? {},
    query: options.query ?? {},
    body: options.body,
    auth: options.auth,
    redirects: options.redirects ?? DEFAULT_REDIRECTS,
    bodyCap: options.bodyCap ?? DEFAULT_BODY_CAP,
    compression: options.compression ?? true,
    http2: options.http2 ?? false,
    ip: options.ip,
    tls: options.tls ?? {},
  }),
  target: ({ method, url }) => `${method} ${withoutQuery(url)}`,
});

/** A query can hold what must not be shown. */
function withoutQuery(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}
