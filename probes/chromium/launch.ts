import type { Browser } from 'playwright-core';
import { BrowserMissing } from './browsers.ts';
import type { Chromium } from './find.ts';

/** A Chromium that runs. */
export interface Running {
  readonly browser: Browser;
  /** Its first process, which leads a process group of all the others. */
  readonly pid: number;
}

/**
 * None of the package's own arguments: they take web security and site isolation away, and a failure that every real user
 * sees would pass. Sources: https://peter.sh/experiments/chromium-command-line-switches/, ADR 20.
 */
const ARGUMENTS = [
  // One process less; nothing is drawn on a screen.
  '--in-process-gpu',
  // What is not spoken over the gateway's connections must not be spoken at all.
  '--disable-quic',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  '--no-pings',
  '--disable-domain-reliability',
];

/** What Playwright asks for and a real user's browser does not have. */
const NOT_WANTED = ['--disable-popup-blocking'];

/** A start takes 40 to 400 ms; a machine on which it takes longer than this is not fit to judge a page. */
const START_TIMEOUT_MS = 20_000;

/** Starts a Chromium. Throws `BrowserMissing` when it does not come up. */
export async function launch({ executable, env, sandbox }: Chromium): Promise<Running> {
  const { chromium } = await import('playwright-core');
  try {
    const browser = await chromium.launch({
      executablePath: executable,
      env: { ...process.env, ...env },
      chromiumSandbox: sandbox,
      args: ARGUMENTS,
      ignoreDefaultArgs: NOT_WANTED,
      timeout: START_TIMEOUT_MS,
      // Who starts it ends it, once what is in flight is told.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    });
    return { browser, pid: await pidOf(browser) };
  } catch (error) {
    throw new BrowserMissing(`${executable} does not start: ${whyOf(error as Error)}`, { cause: error });
  }
}

async function pidOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const first = processInfo.find(({ type }) => type === 'browser');
  if (!first) throw new Error('it does not tell its process id');
  return first.id;
}

const LIBRARY = /error while loading shared libraries: (\S+?):/;

/** The library that is missing, when that is it; else the first line. */
function whyOf({ message }: Error): string {
  const library = LIBRARY.exec(message)?.[1];
  return library ? `the library ${library} is missing; install it` : (message.split('\n')[0] ?? '');
}

/** Ends every process of it, whatever they are at. */
export function killTree({ pid }: Pick<Running, 'pid'>): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
