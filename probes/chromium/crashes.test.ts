import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually, testBrowsers, visit } from '../../test/browsing.ts';
import type { Journey } from '../browser/check.ts';
import { treeOf } from './memory-watch.ts';

// A temporary directory that nobody else writes to; Chromium itself is unpacked where it always is.
const shared = tmpdir();
const own = mkdtempSync(join(shared, 'vedette-test-'));
process.env.TMPDIR = own;
afterAll(() => {
  process.env.TMPDIR = shared;
  rmSync(own, { recursive: true, force: true });
});

const browsers = testBrowsers({ temporary: shared, memoryLimit: 2 ** 28 });

const pages = { '/': '<h1>Portfolio</h1>' };

const opened: Journey = async ({ page, vars }) => {
  await page.goto(vars.url ?? '');
};

const files = (): string[] => readdirSync(own);

/** What Chromium runs in, as the system sees it: every process below ours. */
const processes = async (): Promise<number> => (await treeOf(process.pid)).length - 1;

describe('a browser that dies is our own fault, and the next check has another one', () => {
  it.each<[sentence: string, journey: Journey, message: RegExp]>([
    [
      'a page that crashes',
      async ({ page }) => {
        await page.goto('chrome://crash');
      },
      /^a page of the browser crashed$/,
    ],
    [
      'a browser that is killed',
      async ({ page, context }) => {
        const session = await context.browser()?.newBrowserCDPSession();
        await session?.send('Browser.crash');
        await page.goto('about:blank');
      },
      /^the browser ended under the check$/,
    ],
    [
      'a browser that somebody else ends in good order',
      async ({ page, context }) => {
        const session = await context.browser()?.newBrowserCDPSession();
        const told = await session?.send('SystemInfo.getProcessInfo');
        process.kill(told?.processInfo.find(({ type }) => type === 'browser')?.id ?? 0, 'SIGTERM');
        await page.waitForTimeout(5_000);
      },
      /^the browser ended under the check$/,
    ],
    [
      'a page that eats memory',
      async ({ page, vars }) => {
        await page.goto(vars.url ?? '');
        await page.evaluate(async () => {
          const eaten: Uint8Array[] = [];
          for (;;) {
            eaten.push(new Uint8Array(2 ** 24).fill(1));
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        });
      },
      /^the browser took more than 256 MiB of memory, and was ended$/,
    ],
  ])('%s', async (_sentence, journey, message) => {
    const result = await visit(journey, { browsers, pages });
    expect([result.state, result.reason]).toEqual(['errored', 'browser_crashed']);
    expect(result.message).toMatch(message);
    expect((await visit(opened, { browsers, pages })).state).toBe('passed');
  });

  it('a page that hangs has failed, and its processes are ended', async () => {
    const journey: Journey = async ({ page, step, vars }) => {
      await page.goto(vars.url ?? '');
      await step('hang', () => page.evaluate('for (;;);'));
    };
    const result = await visit(journey, { browsers, pages, options: { stepTimeout: '500ms' } });
    expect([result.state, result.reason]).toEqual(['failed', 'step_timeout']);
    expect(result.message).toMatch(/^step "hang": it was not over within 500ms/);
    expect((await visit(opened, { browsers, pages })).state).toBe('passed');
  });
});

describe('what is left behind', () => {
  it('nothing of twenty visits but the one warm browser, and nothing of that once it is closed', async () => {
    await visit(opened, { browsers, pages });
    const before = { processes: await processes(), files: files().length };
    for (let runs = 0; runs < 20; runs++) await visit(opened, { browsers, pages });
    await eventually(() => files().length <= before.files);
    await eventually(async () => (await processes()) <= before.processes);
    await browsers.close();
    expect(files()).toEqual([]);
    await eventually(async () => (await processes()) === 0);
  }, 60_000);

  it('nothing of a browser with a page that hangs when all is to end', async () => {
    let hangs = false;
    const journey: Journey = async ({ page, vars }) => {
      await page.goto(vars.url ?? '');
      page.on('console', () => {
        hangs = true;
      });
      await page.evaluate('console.log("now"); for (;;);');
    };
    const visiting = visit(journey, { browsers, pages });
    await eventually(() => hangs);
    await browsers.close();
    expect(files()).toEqual([]);
    expect(await visiting).toMatchObject({ state: 'errored', reason: 'browser_crashed' });
  });
});
