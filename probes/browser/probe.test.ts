import { describe, expect, it } from 'vitest';
import { phase } from '../../model/assertion/words.ts';
import { testBrowsers, visit } from '../../test/browsing.ts';
import { checksOf } from '../../test/checks.ts';
import { runAll } from '../../test/probing.ts';
import { status } from '../http/check.ts';
import { type BrowserOptions, browser, type Journey } from './check.ts';

const browsers = testBrowsers();

const PORTFOLIO = '<title>Exchange</title><h1>Portfolio</h1><button style="display:none">Buy</button>';
const pages = { '/': PORTFOLIO };

/** Opens the first page in a step, and does one thing there in another. */
const opening =
  (then: (tools: Parameters<Journey>[0]) => Promise<unknown>): Journey =>
  async (tools) => {
    const { page, step, vars } = tools;
    await step('open', () => page.goto(vars.url ?? ''));
    await step('look', () => then(tools));
  };

describe('a journey', () => {
  it('passes when it comes to its end, with its steps and the first document measured', async () => {
    const journey = opening(({ page, expect: see }) => see(page.getByText('Portfolio')).toBeVisible());
    const { state, message, attempts, phases } = await visit(journey, { browsers, pages });
    expect([state, message]).toEqual(['passed', 'everything held']);
    expect(attempts[0]?.measurements).toMatchObject({
      status: 200,
      redirects: 0,
      step_open: expect.any(Number),
      step_look: expect.any(Number),
      browser_start: expect.any(Number),
    });
    expect(phases).toMatchObject({
      connect: expect.any(Number),
      ttfb: expect.any(Number),
      transfer: expect.any(Number),
      total: expect.any(Number),
    });
    expect(attempts[0]?.assertions.map(({ assertion, verdict }) => [assertion, verdict])).toEqual([
      ['open', 'held'],
      ['look', 'held'],
      ['status to be 2xx', 'held'],
    ]);
    expect(attempts[0]?.evidence).toBeUndefined();
  });

  it.each<[sentence: string, look: Parameters<typeof opening>[0], message: string]>([
    [
      'an element that is not there',
      ({ page, expect: see }) => see(page.getByText('Orders')).toBeVisible({ timeout: 100 }),
      "expected getByText('Orders') to be visible, but there is none",
    ],
    [
      'an element that says something else',
      ({ page, expect: see }) => see(page.getByRole('heading')).toHaveText('Orders', { timeout: 100 }),
      `expected getByRole('heading') to have text "Orders", got "Portfolio"`,
    ],
    [
      'an element that should not be there',
      ({ page, expect: see }) => see(page.getByRole('heading')).not.toBeVisible({ timeout: 100 }),
      `expected getByRole('heading') not to be visible, got visible`,
    ],
    [
      'a page that is called something else',
      ({ page, expect: see }) => see(page).toHaveTitle('Orders', { timeout: 100 }),
      'expected the page to have title "Orders", got "Exchange"',
    ],
    ['a value that is another one', async ({ expect: see }) => see(2 + 2).toBe(5), 'expected 4 to be 5'],
    [
      'a button that cannot be pressed',
      ({ page }) => page.locator('button').click({ timeout: 300 }),
      "click of locator('button') did not come about: element is not visible",
    ],
    [
      'a condition of its own',
      async () => {
        throw new Error('the balance is negative');
      },
      'the balance is negative',
    ],
  ])('fails by %s, which is said in one line', async (_sentence, look, message) => {
    const result = await visit(opening(look), { browsers, pages });
    expect([result.reason, result.message]).toEqual(['step_failed', `step "look": ${message}`]);
    expect(result.attempts[0]?.evidence?.items?.[0]).toEqual({
      name: 'look',
      says: expect.stringMatching(/^broke after /),
    });
  });

  it.each<[sentence: string, look: Parameters<typeof opening>[0], reason: string, message: RegExp]>([
    [
      'code that is wrong',
      async () => (undefined as unknown as { price: number }).price,
      'journey_broken',
      /^step "look": Cannot read properties of undefined/,
    ],
    [
      'a secret that it does not declare',
      ({ secret }) => secret('demo/password'),
      'secret_missing',
      /^the journey reads the secret demo\/password; declare it: secrets: \[secret\('demo\/password'\)\]$/,
    ],
  ])('errors by %s: that is our own fault', async (_sentence, look, reason, message) => {
    const result = await visit(opening(look), { browsers, pages });
    expect([result.state, result.reason]).toEqual(['errored', reason]);
    expect(result.message).toMatch(message);
  });

  it('whose page throws has failed, and is not broken itself', async () => {
    const result = await visit(
      opening(({ page }) => page.evaluate('undefined.price')),
      { browsers, pages },
    );
    expect([result.state, result.reason]).toEqual(['failed', 'step_failed']);
    expect(result.message).toContain('Cannot read properties of undefined');
  });

  it('that fails on a page of errors says what the server answered', async () => {
    const result = await visit(
      opening(({ page, expect: see }) => see(page.getByText('Portfolio')).toBeVisible({ timeout: 100 })),
      { browsers, pages: { '/': (_request, response) => response.writeHead(503).end('down') } },
    );
    expect(result.message).toBe(
      'step "look": expected getByText(\'Portfolio\') to be visible, but there is none (the first page answered 503)',
    );
  });

  it.each<[sentence: string, options: Partial<BrowserOptions>, state: string, message: RegExp]>([
    ['its status', { expect: [status.is(204)] }, 'failed', /^expected status to be 204, got 200$/],
    ['its whole time', { expect: [phase('total').below('1ms')] }, 'failed', /total/],
    [
      'a degraded limit on the whole',
      { thresholds: { degraded: phase('total').above('1ms') } },
      'degraded',
      /^total took .+, above the degraded limit of 1ms$/,
    ],
    [
      'a degraded limit on a step',
      { steps: { open: { degraded: '1ms', failed: '60s' } } },
      'degraded',
      /^step "open" took .+, above the degraded limit of 1ms$/,
    ],
    [
      'a failed limit on a step',
      { steps: { open: { degraded: '1ms', failed: '2ms' } } },
      'failed',
      /^step "open" took .+, above the failed limit of 2ms$/,
    ],
    [
      'a limit on a step that there is not',
      { steps: { opne: { degraded: '1ms' } } },
      'errored',
      /^steps has a limit on "opne", which is no step of the journey; did you mean 'open'\?$/,
    ],
  ])('is held against %s', async (_sentence, options, state, message) => {
    const result = await visit(
      opening(async () => {}),
      { browsers, pages, options },
    );
    expect(result.state).toBe(state);
    expect(result.message).toMatch(message);
  });

  it('that does not await a step is told to', async () => {
    const journey: Journey = async ({ page, step, vars }) => {
      void step('open', () => page.goto(vars.url ?? ''));
    };
    const result = await visit(journey, { browsers, pages });
    expect([result.state, result.reason, result.message]).toEqual([
      'errored',
      'journey_broken',
      'step "open": the journey ended while it ran; await it',
    ]);
  });

  it('publishes the time of the steps that it is asked to', () => {
    const [check] = checksOf(
      browser('a', { journey: async () => {}, steps: { 'log in': { metric: 'LogInDuration' }, look: {} } }),
    );
    expect(check?.metrics).toEqual([
      {
        key: 'step_log_in',
        name: 'LogInDuration',
        unit: 'Milliseconds',
        help: 'how long the step "log in" took',
      },
    ]);
  });

  it('names a step within a step by both, and blames the innermost', async () => {
    const journey: Journey = ({ step }) =>
      step('outer', () =>
        step('inner', async () => {
          throw new Error('no');
        }),
      );
    expect((await visit(journey, { browsers })).message).toBe('step "outer > inner": no');
  });
});

describe('time', () => {
  it('a step that is not over in time says what it waited for', async () => {
    const result = await visit(
      opening(({ page }) => page.getByText('Orders').click()),
      { browsers, pages, options: { stepTimeout: '1s' } },
    );
    expect([result.reason, result.message]).toEqual([
      'step_timeout',
      'step "look": it was not over within 1s: click of getByText(\'Orders\') did not come about: its time was over',
    ]);
    expect(result.attempts[0]?.evidence?.files?.map(({ name }) => name)).toContain('screenshot.png');
  });

  it('the whole has a deadline, and says in which step it came', async () => {
    const result = await visit(
      opening(({ page, expect: see }) => see(page.getByText('Orders')).toBeVisible()),
      { browsers, pages, options: { timeout: '2s' } },
    );
    expect([result.reason, result.message]).toEqual([
      'journey_timeout',
      'step "look": the journey was not over within 2s: expected getByText(\'Orders\') to be visible, but there is none',
    ]);
  });

  it('a server that does not answer is told as such', async () => {
    const result = await visit(
      opening(async () => {}),
      {
        browsers,
        pages: { '/': () => {} },
        options: { stepTimeout: '1s' },
      },
    );
    expect(result.message).toMatch(
      /^step "open": it was not over within 1s: goto of http:\S+ did not come about: it was not over$/,
    );
  });

  it('an answer that does not end is told of, with what it began with', async () => {
    const result = await visit(
      opening(async () => {}),
      {
        browsers,
        pages: {
          '/': (_request, response) => void response.writeHead(200, { 'content-length': 99 }).write('<h1>'),
        },
        options: { stepTimeout: '1s' },
      },
    );
    expect(result.reason).toBe('step_timeout');
    expect(result.attempts[0]?.evidence).toMatchObject({ status: 200, address: '127.0.0.1' });
  });

  it('a journey that never ends by itself is given up', async () => {
    const result = await visit(
      opening(() => new Promise(() => {})),
      {
        browsers,
        pages,
        options: { stepTimeout: '500ms' },
      },
    );
    expect(result.message).toBe('step "look": it was not over within 500ms');
  });
});

it("two checks are never in a browser at once, and what one waits for the other is nobody's time", async () => {
  const spans: { from: number; to: number }[] = [];
  const journey: Journey = async ({ page }) => {
    const from = performance.now();
    await page.setContent(PORTFOLIO);
    spans.push({ from, to: performance.now() });
    await page.goto('data:text/html,end');
  };
  const one = (id: string) =>
    browser(id, { journey, network: 'private', expect: [phase('total').below('60s')] });
  await runAll([one('a'), one('b'), one('c')], { browsers });
  const inOrder = spans.sort((a, b) => a.from - b.from);
  expect(inOrder).toHaveLength(3);
  expect(inOrder.every(({ from }, index) => from >= (inOrder[index - 1]?.to ?? 0))).toBe(true);
});
