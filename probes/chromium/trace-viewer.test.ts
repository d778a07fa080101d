import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keepingArtifacts, testBrowsers, visit } from '../../test/browsing.ts';
import { httpTarget } from '../../test/targets.ts';
import { findChromium } from './find.ts';
import { launch } from './launch.ts';

const browsers = testBrowsers();

/** Playwright's trace viewer, as trace.playwright.dev serves it, is a part of the package. */
const VIEWER = join(
  dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')),
  'lib/vite/traceViewer',
);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The viewer, with this trace beside it. */
const viewerOf = (trace: Uint8Array) =>
  httpTarget(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const bytes =
      pathname === '/the.zip' ? trace : await readFile(join(VIEWER, pathname)).catch(() => Buffer.from(''));
    response.setHeader('content-type', TYPES[extname(pathname)] ?? 'application/octet-stream').end(bytes);
  });

it("a redacted trace opens in Playwright's trace viewer, with its actions, what went wrong and the page", async () => {
  const { store, kept } = keepingArtifacts();
  await visit(
    async ({ page, vars }) => {
      await page.goto(vars.url ?? '');
      await page.getByText('Buy').click();
      await page.getByText('Portfolio').click({ timeout: 200 });
    },
    { browsers, artifacts: store, pages: { '/': '<h1>Exchange</h1><button>Buy</button>' } },
  );
  const trace = kept[0]?.find(({ name }) => name === 'trace.zip');
  const { url } = await viewerOf(trace?.bytes ?? new Uint8Array());
  const { browser } = await launch(await findChromium({ temporary: tmpdir() }));
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`${url}/index.html?trace=${encodeURIComponent(`${url}/the.zip`)}`);
  await page.getByText("getByText('Buy')").first().click();
  const snapshot = page.frameLocator('iframe.snapshot-visible');
  await snapshot.getByText('Exchange').waitFor();
  expect(await page.getByText("getByText('Portfolio')").count()).toBeGreaterThan(0);
});
