import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';
import { WarmBrowsers } from '../chromium/warm-browsers.ts';
import { browser, type Journey } from './check.ts';

const browsers = new WarmBrowsers({ temporary: tmpdir(), monotonic: () => performance.now() });
afterAll(() => browsers.close());

async function visiting(journey: Journey, options: Partial<Parameters<typeof browser>[1]> = {}) {
  const { url } = await httpTarget((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<h1>Portfolio</h1>');
  });
  return run(browser('a', { journey, vars: { url }, network: 'private', ...options }), { browsers });
}

describe('a journey', () => {
  it('passes when it comes to its end', async () => {
    const result = await visiting(async ({ page, step, expect, vars }) => {
      await step('open', async () => {
        await page.goto(vars.url ?? '');
        await expect(page.getByText('Portfolio')).toBeVisible();
      });
    });
    expect(result.message).toBe('everything held');
  });
  it('fails', async () => {
    const _result = await visiting(
      async ({ page, step, expect, vars }) => {
        await step('open', async () => {
          await page.goto(vars.url ?? '');
          await expect(page.getByText('Orders')).toBeVisible();
        });
      },
      { stepTimeout: '500ms' },
    );
  });
});
