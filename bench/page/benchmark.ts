import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../local/page/build.ts';
import { freePorts } from '../../test/cli/vedette.ts';
import { hasChromium, openBrowser } from '../../test/page/browser.ts';
import type { Filled } from '../archive/child.ts';
import { CHECKS } from '../archive/work.ts';
import { absent, type Benchmark, median, type Row } from '../benchmark.ts';
import { askOnce, type Child, startChild } from '../child.ts';
import { inDirectory } from '../in-directory.ts';
import type { Ingested, Question } from './child.ts';
import { FIRST_PAINT, FRAME_RATE, lowest } from './figures.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Every check of 500 each 10 s. */
const LIVE = { checks: 500, perSecond: 50 } as const;

export const page: Benchmark = {
  about: 'the page and the server behind it, an archive on the disk, Chromium on the same cores',
  run: async ({ quick }) => [
    ...(await weight()),
    ...(await inDirectory((directory) => live(directory, quick))),
    ...(await inDirectory((directory) => start(directory, quick))),
  ],
};

/** The chart is loaded with the first check's page. */
async function weight(): Promise<Row[]> {
  const files = [...(await buildPage())].map(([name, bytes]) => ({
    name,
    size: brotliCompressSync(bytes).length,
  }));
  const kb = (which: readonly { size: number }[]) => which.reduce((sum, { size }) => sum + size, 0) / 1_000;
  const first = files.filter(({ name }) => !name.startsWith('phases-chart'));
  return [
    { name: 'all its files, compressed', value: kb(files), unit: 'KB' },
    { name: 'of them for the first view', value: kb(first), unit: 'KB' },
  ];
}

async function live(directory: string, quick: boolean): Promise<Row[]> {
  const child = startChild(import.meta.resolve('./child.ts'));
  const ask = <Answer>(question: Question) => child.ask<Answer>(question);
  try {
    const url = await ask<string>({ work: 'serve', directory, checks: LIVE.checks });
    await ask<Ingested>({ work: 'ingest', results: 90 * LIVE.checks });
    const seen = hasChromium ? await inBrowser(url, child, quick) : [absent('Chromium', 'needs linux-x64')];
    const total = quick ? 50_000 : 1_000_000;
    const { rssMb, seconds } = await ask<Ingested>({ work: 'ingest', results: total });
    await ask({ work: 'stop' });
    const note = `server and archive, of ${LIVE.checks} checks, after ${total.toLocaleString('en')} results`;
    const alone: Row = {
      name: 'ingested, no page open',
      value: total / seconds,
      unit: 'results/s',
      note: `${total.toLocaleString('en')} results`,
    };
    return [...seen, alone, { name: 'memory', value: rssMb, unit: 'MB', note }];
  } finally {
    child.stop();
  }
}

async function inBrowser(url: string, child: Child, quick: boolean): Promise<Row[]> {
  const browser = await openBrowser();
  try {
    const paints = await paintsOf(browser, url, quick ? 1 : 7);
    const open = await openPage(browser, url);
    await child.ask({ work: 'trickle', perSecond: LIVE.perSecond } satisfies Question);
    const rates: number[] = [];
    for (let window = 0; window < (quick ? 1 : 7); window++)
      rates.push(await open.evaluate<number>(FRAME_RATE));
    const results = quick ? 5_000 : 100_000;
    const taken = await child.ask<Ingested>({ work: 'ingest', results } satisfies Question);
    const behindMs = await caughtUp(open, taken);
    const each = `${LIVE.checks} checks, ${LIVE.perSecond} results a second`;
    return [
      {
        name: 'first paint',
        value: median(paints),
        unit: 'ms',
        note: `${LIVE.checks} checks, median of ${paints.length}; worst ${Math.max(...paints).toFixed(0)}`,
      },
      {
        name: 'frames a second',
        value: median(rates),
        unit: '',
        note: `${each}, median of ${rates.length} windows of 2 s; worst ${lowest(rates).toFixed(1)}`,
      },
      {
        name: 'ingested, the page open',
        value: results / taken.seconds,
        unit: 'results/s',
        note: `${results.toLocaleString('en')} results, in commits of ${LIVE.checks}`,
      },
      { name: 'the page has it all after', value: behindMs, unit: 'ms', note: 'from the last of them' },
    ];
  } finally {
    await browser.close();
  }
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const opened = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  await opened.goto(`${url}/`);
  await opened.waitForSelector('#link[data-up="true"]');
  return opened;
}

/** Each in a page of its own; what the server compresses once is there from the first on. */
async function paintsOf(browser: Browser, url: string, count: number): Promise<number[]> {
  const paints: number[] = [];
  for (let turn = 0; turn <= count; turn++) {
    const opened = await openPage(browser, url);
    if (turn > 0) paints.push(await opened.evaluate<number>(FIRST_PAINT));
    await opened.close();
  }
  return paints;
}

/** How long after its publication the last result was on the page. */
async function caughtUp(open: Page, { lastAt, lastMessage }: Ingested): Promise<number> {
  await open.locator('tr.check .message', { hasText: lastMessage }).waitFor({ timeout: 60_000 });
  return Date.now() - lastAt;
}

/** From the command to its readiness, with everything that it does on its way. */
async function start(directory: string, quick: boolean): Promise<Row[]> {
  const to = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const days = quick ? 1 / 24 : 15;
  // An hour in a commit: how fast it is filled is measured by bench/archive.
  const fill = { work: 'fill', directory, from: to - days * DAY_MS, to, everyMs: MINUTE_MS, together: 60 };
  const { results } = await askOnce<Filled>(import.meta.resolve('../archive/child.ts'), fill);
  const times: number[] = [];
  for (let turn = 0; turn < (quick ? 1 : 5); turn++) times.push(await startOnce(directory));
  const note = `${CHECKS} checks, ${days.toLocaleString('en', { maximumFractionDigits: 2 })} days of a result a minute (${results.toLocaleString('en')}); worst ${Math.max(...times).toFixed(0)}`;
  return [{ name: 'started: command to /readyz', value: median(times), unit: 'ms', note }];
}

const VEDETTE = fileURLToPath(new URL('../../local/vedette.js', import.meta.url));
const CHECKS_FILE = fileURLToPath(new URL('./checks.ts', import.meta.url));

async function startOnce(directory: string): Promise<number> {
  const { http: port } = await freePorts();
  const began = performance.now();
  const args = [VEDETTE, 'start', '--checks', CHECKS_FILE, '--data', directory, '--port', String(port)];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  while (!(await isReady(port))) await delay(5);
  const ms = performance.now() - began;
  child.kill('SIGTERM');
  await exited;
  return ms;
}

const isReady = async (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
