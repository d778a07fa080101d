import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Served, serve } from '../../fakes/serve.ts';

/** The other end of a function's runtime: hands it events and takes what it answers. */
export interface RuntimeApi {
  /** `127.0.0.1:PORT`, as `AWS_LAMBDA_RUNTIME_API` names it. */
  readonly address: string;
  /** What the handler returned. Throws what it threw, and what the runtime could not load. */
  readonly invoke: (event: object, timeoutMs: number) => Promise<unknown>;
  readonly close: () => void;
}

interface Invocation {
  readonly id: string;
  readonly event: object;
  readonly deadline: number;
  readonly settle: (failed: boolean, value: { errorMessage?: string }) => void;
}

const FUNCTION = 'arn:aws:lambda:ap-southeast-2:123456789012:function:deployed';

export async function serveRuntimeApi(): Promise<RuntimeApi> {
  const waiting: Invocation[] = [];
  const running = new Map<string, Invocation>();
  let hand: (() => void) | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, id, word = ''] = /runtime\/(?:invocation\/)?(.+?)(?:\/(\w+))?$/.exec(request.url ?? '') ?? [];
    if (id === 'next') {
      if (waiting.length === 0) await new Promise<void>((resolve) => (hand = resolve));
      const next = waiting.shift();
      if (next) give(next, response);
      return;
    }
    const value = JSON.parse(await text(request));
    response.writeHead(202).end();
    if (id === 'init') for (const one of waiting.splice(0)) one.settle(true, value);
    running.get(id ?? '')?.settle(word === 'error', value);
  };
  const give = (next: Invocation, response: ServerResponse) => {
    running.set(next.id, next);
    response.writeHead(200, {
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': String(next.deadline),
      'lambda-runtime-invoked-function-arn': FUNCTION,
    });
    response.end(JSON.stringify(next.event));
  };
  const { url, close }: Served = await serve((request, response) => void answer(request, response));
  return {
    address: url.replace('http://', ''),
    close,
    invoke: (event, timeoutMs) =>
      new Promise((resolve, reject) => {
        const settle: Invocation['settle'] = (failed, value) =>
          failed ? reject(new Error(value.errorMessage)) : resolve(value);
        waiting.push({ id: randomUUID(), event, deadline: Date.now() + timeoutMs, settle });
        hand?.();
      }),
  };
}
