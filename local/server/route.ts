import type { IncomingMessage } from 'node:http';
import { type Answer, Refusal } from './answer.ts';
import type { Server } from './server.ts';

/** One request, once it has found its route. */
export interface Call {
  readonly server: Server;
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  /** The part of the path that the route has in braces, decoded; empty for a route without. */
  readonly name: string;
}

/** `GET` takes HEAD too. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** At most one segment in braces: `/api/v1/checks/{id}`. */
  readonly path: string;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

interface Found {
  readonly route: Route;
  readonly name: string;
}

/** The route of a path and method. Throws `Refusal` when the path has routes of other methods; `undefined` when it has none. */
export function findRoute(routes: readonly Route[], method: string, pathname: string): Found | undefined {
  const here = routes.flatMap((route) => {
    const name = nameIn(route.path, pathname);
    return name === undefined ? [] : [{ route, name }];
  });
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = here.find(({ route }) => route.method === wanted);
  if (found || here.length === 0) return found && { ...found, name: decoded(found.name) };
  throw notAllowed(here.map(({ route }) => route.method));
}

export function notAllowed(methods: readonly Route['method'][]): Refusal {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return new Refusal(405, `this takes ${allow}`, { allow });
}

/** What stands in a path where the pattern has its braces: empty when it has none, `undefined` when they do not fit. */
function nameIn(pattern: string, pathname: string): string | undefined {
  const [before = '', after] = pattern.split(/\{\w+\}/);
  if (after === undefined) return pathname === pattern ? '' : undefined;
  if (!pathname.startsWith(before) || !pathname.endsWith(after)) return undefined;
  const name = pathname.slice(before.length, pathname.length - after.length);
  return name === '' || name.includes('/') ? undefined : name;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Refusal(400, `${JSON.stringify(segment)} in the path is not percent-encoded UTF-8`);
  }
}
