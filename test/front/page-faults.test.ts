import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { switchOff, switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { FRONT_FAULTS } from '../../local/demo/front/faults.ts';
import type { Check } from '../../model/check.ts';
import type { Reason } from '../../model/reason.ts';
import type { Result, State } from '../../model/result.ts';
import { keepingArtifacts, testBrowsers } from '../browsing.ts';
import { exampleChecks } from '../example.ts';
import { probeExchange } from '../exchange-probing.ts';
import { hasChromium } from '../page/browser.ts';

const browsers = testBrowsers();
const artifacts = keepingArtifacts();
let exchange: Exchange;
let home: Check;

beforeAll(async () => {
  if (!hasChromium) return;
  exchange = await startExchange();
  home = (await exampleChecks(exchange.ports)).get('home') ?? expect.fail('no check home');
});

afterAll(() => exchange?.close());

afterEach(async () => {
  artifacts.kept.length = 0;
  if (hasChromium) await switchOff(exchange.ports.http);
});

/** As long as the one that hangs is waited for. */
const TIMEOUT_MS = 15_000;

const look = (): Promise<Result> =>
  probeExchange(
    exchange,
    { ...home, timeoutMs: TIMEOUT_MS, retry: 'none' },
    { browsers, artifacts: artifacts.store },
  );

interface Seen {
  /** Every state that it may be: a busy machine may be over a limit of time as well. */
  readonly states: readonly State[];
  readonly reason: Reason;
  readonly says: RegExp;
}

const over = (says: RegExp, ...states: State[]): Seen => ({ states, reason: 'over_budget', says });

/** What the page itself is told of, each as the measure that it is. */
const SEEN: Readonly<Partial<Record<keyof typeof FRONT_FAULTS, Seen>>> = {
  'front-slow-image': over(/^LCP took [5-7][.\d]*s, above the degraded budget of 2\.5s/, 'degraded'),
  'front-layout-shift': over(/^CLS came to 0\.\d+, above the failed budget of 0\.25/, 'failed'),
  'front-script-error': over(/^uncaught errors came to 1, above the failed budget of 0/, 'failed'),
  'front-blocked-third-party': over(/^failed requests came to 1, above the degraded budget of 0/, 'degraded'),
  'front-mixed-content': over(
    /^(mixed content|failed requests) came to 1, above the degraded budget of 0/,
    'degraded',
  ),
  'front-hang': { states: ['failed'], reason: 'page_timeout', says: /./ },
  'front-third-party-hangs': { states: ['failed'], reason: 'page_timeout', says: /./ },
  'front-memory': {
    states: ['errored'],
    reason: 'browser_crashed',
    says: /crashed|took more than .+ of memory/,
  },
};

describe.skipIf(!hasChromium)('the public home, in Chromium (needs linux-x64)', { timeout: 120_000 }, () => {
  it.each(Object.entries(SEEN))('%s', async (fault, { states, reason, says }) => {
    await switchOn(exchange.ports.http, fault);
    const result = await look();
    expect(result).toMatchObject({ reason, message: expect.stringMatching(says) });
    expect(states).toContain(result.state);
    const files = result.attempts[0]?.evidence?.files?.map(({ name }) => name) ?? [];
    // What hangs its renderer can be asked for nothing.
    if (fault !== 'front-hang' && result.state !== 'errored') expect(files).toContain('network.har');
  });

  it('is sound again without a fault', async () => {
    const result = await look();
    expect(['passed', 'degraded']).toContain(result.state);
    expect(result.attempts[0]?.measurements).toMatchObject({ status: 200, uncaught_errors: 0 });
  });
});
