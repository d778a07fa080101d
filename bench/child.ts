import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleEntry } from '../lib/bundle.ts';

/** A process of its own, so that what it costs is its own. */
export interface Child {
  /** Sends a message and waits for the answer. Rejects when the process ends instead. */
  readonly ask: <Answer>(message: unknown) => Promise<Answer>;
  readonly stop: () => void;
}

/** Starts a module that calls `answering`. `import.meta.resolve` gives its URL. */
export function startChild(module: string): Child {
  const child = fork(new URL(module), { execArgv: ['--import', 'tsx', '--expose-gc'] });
  return { ask: (message) => ask(child, message), stop: () => void child.kill() };
}

/** Starts a module as it would be deployed: bundled and minified, without what runs TypeScript from its source. */
export async function startBundled(module: string): Promise<Child> {
  const directory = await mkdtemp(join(tmpdir(), 'vedette-bench-'));
  await bundleEntry(fileURLToPath(module), directory);
  const child = fork(join(directory, 'index.mjs'), { execArgv: ['--expose-gc'] });
  child.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return { ask: (message) => ask(child, message), stop: () => void child.kill() };
}

/** Starts a module for one question. */
export async function askOnce<Answer>(module: string, message: unknown): Promise<Answer> {
  const child = startChild(module);
  try {
    return await child.ask<Answer>(message);
  } finally {
    child.stop();
  }
}

async function ask<Answer>(child: ChildProcess, message: unknown): Promise<Answer> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const ended = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`a process of the bench ended with ${code}`);
    });
    child.send(message as object);
    const [answer] = await Promise.race([once(child, 'message', { signal }), ended]);
    return answer as Answer;
  } finally {
    over.abort();
  }
}

/** The other end: answers each message in turn. */
export function answering<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('message', async (question) => process.send?.(await answer(question as Question)));
}
