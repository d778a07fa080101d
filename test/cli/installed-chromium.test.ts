import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ended, freePorts, vedette } from './vedette.ts';

const which = (program: string): string | undefined =>
  spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim() || undefined;

/** A Chromium as people install it: Debian's. */
const executable = which('chromium');

/** A user who owns nothing: the number of `nobody` on Linux. */
const NOBODY = 65_534;

/** Whether root may start the program as nobody here, who may make the namespaces of Chromium's sandbox. */
const hasNobody = (): boolean => {
  const read = [process.execPath, '--check', join(import.meta.dirname, '../../local/vedette.js')];
  const options = { uid: NOBODY, gid: NOBODY, stdio: 'ignore' } as const;
  return (
    process.getuid?.() === 0 &&
    [['unshare', '--user', 'true'], read].every(
      ([program = '', ...args]) => spawnSync(program, args, options).status === 0,
    )
  );
};

/** The example's journey and its page, by the Chromium that is installed. */
async function browsed(as?: number): Promise<unknown[]> {
  const home = mkdtempSync(join(tmpdir(), 'vedette-home-'));
  chmodSync(home, 0o777);
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const env = { HOME: home, TMPDIR: home, VEDETTE_CHROMIUM: executable, VEDETTE_DATA: join(home, 'data') };
  const args = ['run', '--once', '--filter', 'home', '--filter', 'portfolio', '--reporter', 'json'];
  const { stdout, stderr } = await ended(vedette(args, await freePorts(), env, as));
  const lines = stdout.split('\n').filter(Boolean);
  expect(lines.length, stderr).toBeGreaterThan(0);
  return lines
    .map((line) => JSON.parse(line) as { check: string; state: string; message: string })
    .map(({ check, state, message }) => [check, state, message]);
}

const passed = [
  ['home', 'passed', expect.any(String)],
  ['portfolio', 'passed', expect.any(String)],
];

it.skipIf(!executable)(
  'runs the example’s visits (needs chromium)',
  async () => {
    expect((await browsed()).sort()).toEqual(passed);
  },
  60_000,
);

it.skipIf(!executable || !hasNobody())(
  'runs them with its sandbox for who is not root (needs root)',
  async () => {
    expect((await browsed(NOBODY)).sort()).toEqual(passed);
  },
  60_000,
);
