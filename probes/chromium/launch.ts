import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { BrowserMissing } from './browsers.ts';
import { bearLateAnswers } from './late-answers.ts';
import { settledWithin } from './patience.ts';

/** A Chromium that can be started. */
export interface Chromium {
  readonly executable: string;
  /** What its process needs in its environment beside our own. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it is to keep its sandbox. */
  readonly sandbox: boolean;
}

/** A Chromium that runs. */
export interface Running {
  readonly browser: Browser;
  /** Its first process, which leads a process group of all the others. */
  readonly pid: number;
  /** Where Playwright writes traces while they are recorded, and leaves them. */
  readonly traces: string;
  /** Kept once it has ended and nothing of its own is left in the temporary directory. */
  readonly gone: Promise<void>;
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

/** Where nothing is set, Chromium says that it speaks `en-US@posix`, which pages that hand it to `Intl` break of. */
const LANGUAGE = { LC_ALL: 'en_US.UTF-8' };

/** A start takes 40 to 400 ms; a machine on which it takes longer than this is not fit to judge a page. */
const START_TIMEOUT_MS = 20_000;

/** Starts a Chromium. Throws `BrowserMissing` when it does not come up. */
export async function launch({ executable, env, sandbox }: Chromium): Promise<Running> {
  const { chromium } = await import('playwright-core');
  const own = await mkdtemp(join(tmpdir(), 'vedette-browser-'));
  const traces = join(own, 'traces');
  await mkdir(traces);
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({
      executablePath: executable,
      env: { ...process.env, ...LANGUAGE, TMPDIR: own, ...env },
      chromiumSandbox: sandbox,
      args: ARGUMENTS,
      tracesDir: traces,
      ignoreDefaultArgs: NOT_WANTED,
      timeout: START_TIMEOUT_MS,
      // Who starts it ends it, once what is in flight is told.
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    });
    bearLateAnswers(browser);
    const gone = endOf(browser).then(() => clear(own));
    return { browser, pid: await pidOf(browser), traces, gone };
  } catch (error) {
    await browser?.close();
    await clear(own);
    throw new BrowserMissing(`${executable} does not start: ${whyOf(error as Error)}`, { cause: error });
  }
}

const endOf = (browser: Browser): Promise<void> =>
  new Promise((resolve) => browser.once('disconnected', () => resolve()));

/**
 * Removes what a browser had for itself: one that is killed leaves files of its own in its temporary directory. What the
 * system holds on to for a moment is tried again, and then left to whoever clears the temporary directory.
 */
const clear = (own: string): Promise<void> =>
  rm(own, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => {});

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

/** Removes what traces have left. None may be recorded meanwhile. */
export async function clearTraces({ traces }: Running): Promise<void> {
  const left = await readdir(traces).catch(() => []); // gone with its browser
  await Promise.all(left.map((name) => rm(join(traces, name), { recursive: true, force: true })));
}

/** How long what has ended may take to leave nothing behind: a profile is some hundred small files. */
const CLEAR_MS = 2_000;

/**
 * Closes it, kills what has not closed in so many milliseconds, and waits until nothing of it is left. Playwright clears
 * up after a browser that it was asked to close, and that is asked before it is killed.
 */
export async function end(running: Running, patienceMs: number): Promise<void> {
  const closing = running.browser.close();
  if (!(await settledWithin(patienceMs, [closing]))) killTree(running);
  await settledWithin(CLEAR_MS, [closing, running.gone]);
}

/** Ends every process of it, whatever they are at. */
function killTree({ pid }: Pick<Running, 'pid'>): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
