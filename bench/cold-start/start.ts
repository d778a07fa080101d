import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';

const HARNESS = join(import.meta.dirname, 'harness.mjs');

/** What a cold start is timed by. */
export interface Start {
  readonly node: string;
  /** The asset. */
  readonly directory: string;
  readonly event: unknown;
  readonly variables: Readonly<Record<string, string>>;
}

/** What a process that was started did first. Milliseconds since it was spawned; absent what it never did. */
export interface Firsts {
  readonly probed?: number;
  readonly called?: number;
  readonly returned?: number;
}

/** A target and an AWS that tell when they are first connected to, and never answer. */
export class Lookout {
  readonly #target = createServer();
  readonly #aws = createServer();

  async open(): Promise<{ target: string; aws: string }> {
    const [target, aws] = await Promise.all([this.#target, this.#aws].map(listen));
    return { target: `http://127.0.0.1:${target}`, aws: `http://127.0.0.1:${aws}` };
  }

  close(): void {
    this.#target.close();
    this.#aws.close();
  }

  /** Starts a process and ends it once it has done what is waited for. */
  async watch({ node, directory, event, variables }: Start, until: keyof Firsts): Promise<Firsts> {
    const over = new AbortController();
    const { signal } = over;
    const began = performance.now();
    const child = spawn(node, [HARNESS, directory, JSON.stringify(event)], {
      env: { ...process.env, NODE_OPTIONS: '', ...variables },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const firsts: Record<string, number> = {};
    const note = async (name: keyof Firsts, happened: Promise<unknown>) => {
      await happened;
      firsts[name] = performance.now() - began;
    };
    const noted = {
      probed: note('probed', once(this.#target, 'connection', { signal })),
      called: note('called', once(this.#aws, 'connection', { signal })),
      returned: note('returned', once(child.stdout, 'data', { signal })),
    };
    const all = Object.values(noted).map((one) => one.catch(() => {}));
    const ended = once(child, 'exit', { signal }).then(() => {
      throw new Error(`${directory} ended before it was ${until}`);
    });
    try {
      await Promise.race([noted[until], ended]);
      return firsts;
    } finally {
      over.abort();
      child.kill('SIGKILL');
      await Promise.all(all);
    }
  }
}

async function listen(server: Server): Promise<number> {
  server.on('connection', (socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
