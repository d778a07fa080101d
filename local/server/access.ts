import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './answer.ts';

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** `name`, `name:port`, `[v6]:port`; the name alone, in lower case. */
const nameOf = (host: string): string => host.replace(/:\d*$/, '').toLowerCase();

/**
 * Refuses a request for a name that is not ours: a page of somebody else's can let its own name lead to this machine (DNS
 * rebinding), and would then be let in by the browser.
 */
export function insistOnHost({ headers }: IncomingMessage, names: readonly string[]): void {
  const name = nameOf(headers.host ?? '');
  if ([...LOOPBACK_NAMES, ...names].includes(name)) return;
  throw new Refusal(421, `this server is not called ${JSON.stringify(name)}; ask for localhost`);
}

/** Refuses what a page of another origin sends. Who is no browser sends neither header. */
export function insistOnSameOrigin({ headers }: IncomingMessage): void {
  const { origin, host, 'sec-fetch-site': site = 'none' } = headers;
  const isOwn = origin === undefined || origin === `http://${host}`;
  if (isOwn && (site === 'none' || site === 'same-origin')) return;
  throw new Refusal(403, 'this comes from a page of another origin');
}

export function insistOnLoopback({ socket }: IncomingMessage): void {
  if (/^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '')) return;
  throw new Refusal(403, 'this is for who is on the same machine');
}

/** Refuses who does not bring the token; everybody when there is none. */
export function insistOnToken({ headers }: IncomingMessage, token: string | undefined): void {
  if (token === undefined) throw new Refusal(403, 'this server is read-only: it was started without a token');
  const given = /^Bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (given !== undefined && isSame(given, token)) return;
  const problem =
    given === undefined ? 'this takes authorization: Bearer TOKEN' : 'the token is not the right one';
  throw new Refusal(401, problem, { 'www-authenticate': 'Bearer' });
}

/** How long it takes says nothing of where they differ, nor of their lengths. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
