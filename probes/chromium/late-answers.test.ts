import type { Browser } from 'playwright-core';
import { expect, it } from 'vitest';
import { testBrowsers, visit } from '../../test/browsing.ts';
import { bearLateAnswers } from './late-answers.ts';

const browsers = testBrowsers();

const HANGS = '<script>addEventListener("load", () => setTimeout(() => { for (;;); }));</script>';

it('a browser that dies under a visit does not take our process with it', async () => {
  const result = await visit(
    async ({ page, context, vars }) => {
      const loaded = page.waitForEvent('load');
      const going = page.goto(vars.url ?? ''); // answered only once the browser is dead
      await loaded;
      const session = await context.browser()?.newBrowserCDPSession();
      await Promise.all([going, session?.send('Browser.crash')]);
    },
    { browsers, pages: { '/': HANGS } },
  );
  expect(result).toMatchObject({ state: 'errored', reason: 'browser_crashed' });
  await new Promise((resolve) => setTimeout(resolve, 200)); // what it throws later fails this file
});

/** A browser whose connection throws, twice made to bear it. */
function connectionThrowing(message: string) {
  const connection = {
    dispatch: (_message: unknown): void => {
      throw new Error(message);
    },
  };
  const browser = { _connection: connection } as unknown as Browser;
  bearLateAnswers(browser);
  bearLateAnswers(browser);
  return connection;
}

it('bears what comes too late, and nothing else', () => {
  const late = connectionThrowing('Object with guid response@d62 was not bound in the connection');
  expect(late.dispatch({})).toBeUndefined();
  const other = connectionThrowing('Cannot find command to respond: 12');
  expect(() => other.dispatch({})).toThrow('Cannot find command');
});
