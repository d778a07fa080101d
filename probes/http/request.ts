import { quote } from '../../model/assertion/operators.ts';
import { CREDENTIAL_HEADERS } from '../../model/header-rules.ts';
import { isSecret, type Secret, secret, secretsIn } from '../../model/secret.ts';
import type { TlsRequest } from '../net/dial.ts';
import type { ProbeContext } from '../probe.ts';
import type { HttpAuth, HttpSpec, HttpTls } from './check.ts';
import { ACCEPTED } from './decode.ts';

/** One request, with every secret in its place. */
export interface Request {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The body holds a secret, and belongs to the origin that it was written for. */
  readonly isBodyBound: boolean;
  readonly tls: TlsCredentials;
  /** Names of the headers that belong to the origin they were written for. */
  readonly bound: readonly string[];
}

type Secrets = Pick<ProbeContext, 'secrets' | 'conceal'>;

const USER_AGENT = 'vedette/0.1 (+synthetic monitor)';

/** Builds the first request of an attempt. Throws `SecretMissing`. */
export async function requestOf(spec: HttpSpec, { secrets, conceal }: Secrets): Promise<Request> {
  const plain = async (value: string | Secret): Promise<string> => (isSecret(value) ? secrets(value) : value);
  const url = new URL(spec.url);
  for (const [name, value] of Object.entries(spec.query)) url.searchParams.append(name, await plain(value));
  const body = await bodyOf(spec.body, plain);
  const isJson = typeof spec.body === 'object' && !isSecret(spec.body);
  const headers: Record<string, string> = {
    'user-agent': USER_AGENT,
    accept: '*/*',
    'accept-encoding': spec.compression ? ACCEPTED : 'identity',
    ...(isJson && { 'content-type': 'application/json' }),
  };
  if (spec.auth) {
    headers.authorization = await authorization(spec.auth, plain);
    conceal(headers.authorization.slice(headers.authorization.indexOf(' ') + 1));
  }
  for (const [name, value] of Object.entries(spec.headers)) headers[name.toLowerCase()] = await plain(value);
  const bound = [...CREDENTIAL_HEADERS, ...secretNames(spec.headers)];
  const tls = await credentialsOf(spec.tls, plain);
  return {
    url,
    method: spec.method,
    headers,
    body,
    isBodyBound: secretsIn(spec.body).length > 0,
    tls,
    bound,
  };
}

/** What the definition brings to the handshake, in PEM. */
type TlsCredentials = Pick<TlsRequest, 'ca' | 'certificate' | 'key' | 'serverName'>;

async function credentialsOf({ serverName, ...pems }: HttpTls, plain: ReadPlain): Promise<TlsCredentials> {
  const read = Object.entries(pems).map(async ([name, pem]) => [name, await plain(pem)] as const);
  return { ...Object.fromEntries(await Promise.all(read)), ...(serverName && { serverName }) };
}

const secretNames = (headers: HttpSpec['headers']): string[] =>
  Object.entries(headers).flatMap(([name, value]) => (isSecret(value) ? [name.toLowerCase()] : []));

async function bodyOf(body: HttpSpec['body'], plain: ReadPlain): Promise<string | undefined> {
  if (body === undefined || typeof body === 'string') return body;
  if (isSecret(body)) return plain(body);
  const read = secretsIn(body).map(async (name) => [name, await plain(secret(name))] as const);
  const values = new Map(await Promise.all(read));
  return JSON.stringify(body, (_name, value) => (isSecret(value) ? values.get(value.secret) : value));
}

type ReadPlain = (value: string | Secret) => Promise<string>;

async function authorization(auth: HttpAuth, plain: ReadPlain): Promise<string> {
  if ('bearer' in auth) return `Bearer ${await plain(auth.bearer)}`;
  const [user, password] = [await plain(auth.basic.user), await plain(auth.basic.password)];
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Statuses that lead elsewhere; 300 leaves the choice to a person and 304 is no redirect. RFC 9110, 15.4. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where an answer leads; `undefined` when it is the last one. */
export const locationOf = (status: number, location: string | undefined): string | undefined =>
  REDIRECTS.has(status) ? location : undefined;

/** Statuses after which a client asks again with GET, per RFC 9110 and what browsers do for 301 and 302. */
const TURNS_INTO_GET = new Set([301, 302, 303]);

export type Next = { readonly request: Request } | { readonly refused: string };

/** The request that a redirect leads to, or why it is not followed. */
export function follow(request: Request, status: number, location: string): Next {
  if (!URL.canParse(location, request.url.href))
    return { refused: `redirects to ${quote(location)}, not a URL` };
  const url = new URL(location, request.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { refused: `redirects to a ${url.protocol} URL` };
  if (request.url.protocol === 'https:' && url.protocol === 'http:') {
    return { refused: `redirects from https down to ${url.origin}` };
  }
  const next = url.origin === request.url.origin ? request : abroad(request);
  const turns = request.method !== 'HEAD' && TURNS_INTO_GET.has(status);
  if (!turns) return { request: { ...next, url } };
  const headers = without(next.headers, ['content-type']);
  return { request: { ...next, url, headers, method: 'GET', body: undefined } };
}

/** What of a request may go to another origin: no credentials of any sort. */
const abroad = (request: Request): Request => ({
  ...request,
  headers: without(request.headers, request.bound),
  body: request.isBodyBound ? undefined : request.body,
  tls: { ca: request.tls.ca },
});

const without = (headers: Request['headers'], names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
