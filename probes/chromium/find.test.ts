import { chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { visit } from '../../test/browsing.ts';
import { run } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';
import { http } from '../http/check.ts';
import { findChromium } from './find.ts';
import { unpacked } from './unpack.ts';
import { WarmBrowsers } from './warm-browsers.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'vedette-find-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

describe('the package’s Chromium', () => {
  it('is unpacked once, and whole, however many want it at once', async () => {
    const temporary = await folder();
    const [one, other] = await Promise.all([findChromium({ temporary }), findChromium({ temporary })]);
    expect(one).toEqual(other);
    const name = expect.stringMatching(
      new RegExp(`^vedette-chromium-\\d+\\.\\d+\\.\\d+-${process.getuid?.()}$`),
    );
    expect(await readdir(temporary)).toEqual([name]);
    expect(one).toMatchObject({ sandbox: false, executable: expect.stringContaining(temporary) });
  }, 60_000);

  it.skipIf(process.getuid?.() !== 0)(
    'is not run from where somebody else put it (needs root)',
    async () => {
      const temporary = await folder();
      const { executable } = await findChromium({ temporary });
      await chown(dirname(executable), 65_534, 65_534);
      await expect(unpacked(temporary)).rejects.toThrow(/^\S+ is somebody else's; remove it, or set TMPDIR/);
    },
    60_000,
  );
});

describe('no browser', () => {
  it.each<[sentence: string, script: string | undefined, message: RegExp]>([
    [
      'where one is said to be',
      undefined,
      /^there is no browser at \S+\/chrome; correct VEDETTE_CHROMIUM, or unset it$/,
    ],
    ['but something that ends at once', 'exit 1', /^\S+\/chrome does not start: /],
    [
      'because a library is missing',
      'echo "chrome: error while loading shared libraries: libnss3.so: cannot open shared object file" >&2; exit 127',
      /^\S+\/chrome does not start: the library libnss3\.so is missing; install it$/,
    ],
  ])('%s: errored, in one line', async (_sentence, script, message) => {
    const executable = join(await folder(), 'chrome');
    if (script) await writeFile(executable, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const browsers = new WarmBrowsers({
      executable,
      temporary: tmpdir(),
      monotonic: () => performance.now(),
    });
    onTestFinished(browsers.close);
    const result = await visit(async () => {}, { browsers });
    expect([result.state, result.reason]).toEqual(['errored', 'browser_missing']);
    expect(result.message).toMatch(message);
  });

  it('in this function: errored, and what needs none goes on', async () => {
    const { url } = await httpTarget((_request, response) => response.end('ok'));
    const result = await visit(async () => {}, { browsers: undefined });
    expect([result.state, result.reason]).toEqual(['errored', 'browser_missing']);
    expect((await run(http('a', { url, network: 'private' }))).state).toBe('passed');
  });
});
