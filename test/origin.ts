import type { RequestListener } from 'node:http';
import { httpTarget } from './targets.ts';

/** A web server on loopback for one test, which knows its connections. */
export interface Origin {
  /** Ends in a slash. */
  readonly url: string;
  readonly accepted: () => number;
  /** Resolves when the other side has closed every connection. */
  readonly deserted: () => Promise<void>;
}

export async function origin(serve: RequestListener): Promise<Origin> {
  const { url, accepted, abandoned } = await httpTarget(serve);
  return { url: `${url}/`, accepted, deserted: abandoned };
}

/** Never answers. */
export const silent: RequestListener = () => {};

/** Answers at once. */
export const ok: RequestListener = (_request, response) => void response.end('ok');
