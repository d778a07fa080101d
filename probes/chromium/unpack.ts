import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Chromium } from './launch.ts';

const PACKAGE = '@sparticuz/chromium';

/**
 * Runs in a process of its own, because the package unpacks into the temporary directory of its process, and in place: two
 * at once would each find the other's half.
 */
const UNPACK = 'require(process.argv[1]).executablePath();';

/** What makes the package unpack the libraries that Chromium needs beside glibc too: its own word for Lambda. */
const WITH_LIBRARIES = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };

/** Whether the package can be unpacked here: what npm holds is for Linux on x64 alone. */
export const canUnpack = (): boolean => process.platform === 'linux' && process.arch === 'x64';

/**
 * The Chromium that the package holds, unpacked once for a user of a temporary directory, 206 MB in about 2 s. Throws what
 * Node throws when the package is not there or the directory is full, and when somebody else has taken its place.
 */
export async function unpacked(temporary: string): Promise<Chromium> {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  const user = process.getuid?.();
  const directory = join(temporary, `vedette-chromium-${versionOf(entry)}-${user}`);
  if (!existsSync(directory)) await unpack(entry, directory);
  // Everybody writes to a temporary directory, and what is in here is run.
  if ((await lstat(directory)).uid !== user)
    throw new Error(`${directory} is somebody else's; remove it, or set TMPDIR to a directory of your own`);
  return {
    executable: join(directory, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(directory, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(directory, 'fonts.conf'),
    },
    // Neither root nor a Lambda environment may make the namespaces that its sandbox is built of.
    sandbox: false,
  };
}

function versionOf(entry: string): string {
  const require = createRequire(entry);
  const { version } = require('../../package.json') as { version: string };
  return version;
}

/** It comes to its place whole or not at all; who is second throws its own away. */
async function unpack(entry: string, directory: string): Promise<void> {
  const fresh = `${directory}.${randomUUID()}`;
  try {
    await mkdir(fresh, { recursive: true });
    const env = { ...process.env, ...WITH_LIBRARIES, TMPDIR: fresh };
    await promisify(execFile)(process.execPath, ['--eval', UNPACK, entry], { env });
    await writeFile(join(fresh, 'fonts.conf'), fontsConf(directory));
    await rename(fresh, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** The machine's fonts, and the package's own where there are none. */
const fontsConf = (directory: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(directory, 'fonts')}</dir>
  <cachedir>${join(directory, 'fonts-cache')}</cachedir>
</fontconfig>
`;
