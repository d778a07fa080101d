import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveRuntimeApi } from './runtime-api.ts';

const SANDBOX = join(import.meta.dirname, 'sandbox.sh');
const RUNTIME = join(import.meta.dirname, 'runtime.mjs');

/** Mounts and processes that nobody else sees, and that end with the first of them. */
const UNSHARE = ['--mount', '--pid', '--fork', '--kill-child'];

/** Whether this machine lets us make a sandbox: Linux, root, and not a container that forbids it. */
export const hasSandbox =
  spawnSync('unshare', [...UNSHARE, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** A test's title that says why it is skipped where there is no sandbox. */
export const inSandbox = (title: string): string =>
  hasSandbox ? title : `${title} (skipped: only Linux's root may make mount and process namespaces)`;

interface SandboxOptions {
  /** @default this process's own */
  readonly node?: string;
  /** How many processors it has. @default all */
  readonly processors?: number;
  /** The function's asset. */
  readonly task: string;
  readonly layer: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** A function in a sandbox that is as Lambda's, as far as we know it. */
export interface SandboxedFunction {
  readonly invoke: (event: object) => Promise<unknown>;
  /** The process that leads the sandbox's. */
  readonly pid: number;
  /** Its /tmp, by a path that is good here. */
  readonly temporary: string;
  /** What it has written until now to standard output and error. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

const TIMEOUT_MS = 150_000;

export async function startSandbox(options: SandboxOptions): Promise<SandboxedFunction> {
  const { node = process.execPath, processors = cpus().length, task, layer, variables } = options;
  const root = mkdtempSync(join(tmpdir(), 'vedette-sandbox-'));
  const api = await serveRuntimeApi();
  const sandbox = ['unshare', ...UNSHARE, 'sh', SANDBOX, root, node, task, layer, RUNTIME];
  const child = spawn('taskset', ['--cpu-list', `0-${processors - 1}`, ...sandbox], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...LAMBDA, AWS_LAMBDA_RUNTIME_API: api.address, ...variables },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
  const died = once(child, 'exit').then(([status]) => {
    throw new Error(`the sandbox ended with ${status}:\n${log}`);
  });
  died.catch(() => {}); // told to whoever waits for an answer
  return {
    invoke: (event) => Promise.race([api.invoke(event, TIMEOUT_MS), died]),
    pid: child.pid ?? 0,
    temporary: `/proc/${child.pid}/root${root}/tmp`,
    log: () => log,
    stop: async () => {
      await end(child);
      api.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What Lambda's own runtime finds in its environment ("Defined runtime environment variables"). */
const LAMBDA = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'deployed',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
  LAMBDA_TASK_ROOT: '/var/task',
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  LD_LIBRARY_PATH:
    '/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib',
  NODE_PATH:
    '/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task',
  TZ: ':UTC',
};

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  if (child.kill('SIGKILL')) await exited;
}
