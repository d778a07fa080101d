import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const PROGRAM = 'moto_server';

/** The emulator's path; `undefined` where it is not installed. */
const program = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, PROGRAM))
  .find(isExecutable);

/** Whether the emulator is there. */
export const hasMoto = program !== undefined;

/** A test's title that says why it is skipped where the emulator is not there. */
export const onMoto = (title: string): string =>
  hasMoto ? title : `${title} (skipped: ${PROGRAM} is not on the PATH)`;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** An AWS on this machine, empty, of its own. */
export interface Moto {
  /** `http://localhost:PORT`: the name matters, moto finds templates in its own S3 by it. */
  readonly endpoint: string;
  /** What the SDK, the CLI and `cdk` need in their environment to talk to it. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** A cold start of Python on a busy machine. */
const START_MS = 30_000;

export async function startMoto(): Promise<Moto> {
  if (!program) throw new Error(`${PROGRAM} is not on the PATH`);
  const child = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const endpoint = `http://localhost:${await portOf(child)}`;
  return {
    endpoint,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: 'ap-southeast-2',
      AWS_EC2_METADATA_DISABLED: 'true',
      // moto cannot read the bodies that the SDK compresses.
      AWS_DISABLE_REQUEST_COMPRESSION: 'true',
    },
    stop: async () => {
      const exited = once(child, 'exit');
      if (child.kill()) await exited;
    },
  };
}

/** Reads the port from what moto writes when it listens, and lets its log of requests run dry. */
function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('did not start in time'), START_MS);
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill();
      reject(new Error(`${PROGRAM} ${why}:\n${written}`));
    };
    let written = '';
    const read = (chunk: Buffer) => {
      if (written.length < 10_000) written += chunk;
      const port = /Running on http:\/\/[\d.]+:(\d+)/.exec(written)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(port);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended with ${code}`));
  });
}
