import type { IncomingMessage, ServerResponse } from 'node:http';
import { insistOnHost } from './access.ts';
import { type Answer, Refusal, refused, send } from './answer.ts';
import type { PageFile } from './page/files.ts';
import { pageAnswer } from './page/page-answer.ts';
import { findRoute, notAllowed } from './route.ts';
import { ROUTES } from './routes.ts';
import type { Server } from './server.ts';

interface Site {
  readonly server: Server;
  readonly page: ReadonlyMap<string, PageFile>;
  /** Names beside those of loopback that the server goes by. */
  readonly names: readonly string[];
}

/** Answers every request, and never throws. */
export const handler =
  (site: Site) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isHead = request.method === 'HEAD';
    const answer = await answerTo(request, site).catch(toAnswer);
    if (!response.destroyed) send(answer, response, isHead);
  };

async function answerTo(request: IncomingMessage, { server, page, names }: Site): Promise<Answer> {
  insistOnHost(request, names);
  const { pathname, searchParams: query } = urlOf(request.url ?? '');
  const { method = 'GET' } = request;
  const found = findRoute(ROUTES, method, pathname);
  if (found) return found.route.answer({ server, request, query, name: found.name });
  const file = page.get(pathname);
  if (!file) throw new Refusal(404, `there is nothing at ${pathname}`);
  if (method !== 'GET' && method !== 'HEAD') throw notAllowed(['GET']);
  return pageAnswer(file, request);
}

function urlOf(target: string): URL {
  if (target.startsWith('/') && URL.canParse(`http://localhost${target}`)) {
    return new URL(`http://localhost${target}`);
  }
  throw new Refusal(400, 'the request is not for a path');
}

/** Who asks is on this machine, or was let in: what went wrong is told. */
const toAnswer = (error: unknown): Answer =>
  refused(
    error instanceof Refusal
      ? error
      : new Refusal(
          500,
          `it could not be answered: ${error instanceof Error ? error.message : String(error)}`,
        ),
  );
