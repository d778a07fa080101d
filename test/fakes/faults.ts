import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Script } from './script.ts';

/**
 * What a server does at a call instead of answering. `lost`: it does what it is asked and its answer never arrives;
 * `done-500`: it does what it is asked and says that it failed; `hang` and `reset`: it does nothing.
 */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang'
  | 'reset'
  | 'lost'
  | 'done-500'
  | 'invalid-json';

/** Opens a server on this machine, and says where it is. */
export type Listen = (answer: RequestListener) => Promise<{ readonly url: string }>;

/** One request as it came. */
export interface Request {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A script of faults for each path, and for all. */
export class Faults {
  readonly #scripts = new Map<string, Script<Fault>>();

  at(path: string): Script<Fault> {
    const script = this.#scripts.get(path) ?? new Script<Fault>();
    this.#scripts.set(path, script);
    return script;
  }

  take(path: string): Fault | undefined {
    return this.at(path).take() ?? this.at('*').take();
  }
}

/** Answers a request as the fault says; `work` is what the server does when it does its work. */
export async function answerWith(
  fault: Fault | undefined,
  response: ServerResponse,
  work: () => { status: number; body: string },
): Promise<void> {
  if (fault === 'hang') return;
  if (fault === 'reset') return void response.destroy();
  if (typeof fault === 'object')
    return void response.writeHead(fault.status, fault.headers).end(fault.body ?? '');
  const { status, body } = work();
  if (fault === 'lost') return void response.destroy();
  if (fault === 'done-500') return void response.writeHead(500).end();
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(fault === 'invalid-json' ? '{"ok": tru' : body);
}
