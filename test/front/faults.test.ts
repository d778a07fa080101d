import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { switchOff, switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { FRONT_FAULTS } from '../../local/demo/front/faults.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import type { Check } from '../../model/check.ts';
import type { Reason } from '../../model/reason.ts';
import { resolve } from '../../model/resolve.ts';
import type { Result, State } from '../../model/result.ts';
import { kinds } from '../../probes/kinds.ts';
import { keepingArtifacts, testBrowsers } from '../browsing.ts';
import { demoVariables } from '../cli/vedette.ts';
import { probeExchange } from '../exchange-probing.ts';
import { hasChromium } from '../page/browser.ts';

/** A busy machine may need it for what passes; what is known to fail need not be waited for that long. */
const PATIENT_MS = 30_000;
const SOON_MS = 4_000;

const IN_CHROMIUM = { timeout: 120_000 };

const browsers = testBrowsers();
const artifacts = keepingArtifacts();
let exchange: Exchange;
let checks: ReadonlyMap<string, Check>;

beforeAll(async () => {
  if (!hasChromium) return;
  exchange = await startExchange();
  for (const [name, value] of Object.entries(demoVariables(exchange.ports))) vi.stubEnv(name, value);
  vi.stubEnv('VEDETTE_TARGET', '');
  const { default: shipped } = await import('../../checks/index.ts');
  const { findings, checks: all } = resolve(shipped, kinds);
  expect(findings).toEqual([]);
  checks = new Map(all.filter(({ lane }) => lane === 'browser').map((check) => [check.id, check]));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await exchange?.close();
});

afterEach(async () => {
  artifacts.kept.length = 0;
  if (hasChromium) await switchOff(exchange.ports.http);
});

/** Runs a check that ships, with as much time for a step as a test has, and no limits: a busy machine is over them. */
function look(id: string, stepTimeoutMs = PATIENT_MS, timeoutMs = 2 * PATIENT_MS): Promise<Result> {
  const check = checks.get(id) ?? expect.fail(`no check ${id}`);
  const spec = { ...(check.spec as object), stepTimeoutMs, steps: {} };
  const thresholds = { degraded: [], failed: [] };
  const ours = { spec, timeoutMs, thresholds, retry: 'none' } as const;
  return probeExchange(exchange, { ...check, ...ours }, { browsers, artifacts: artifacts.store });
}

const evidenceOf = ({ attempts }: Result) => attempts[0]?.evidence;
const filesOf = (result: Result) => evidenceOf(result)?.files?.map(({ name }) => name);

interface Seen {
  readonly state: State;
  readonly reason?: Reason;
  readonly says: RegExp;
  /** The files of evidence that there must be. */
  readonly files?: readonly string[];
}

const ALL_HELD: Seen = { state: 'passed', says: /^everything held$/ };

/** A console is kept that said something. */
const FILES = ['screenshot.png', 'trace.zip', 'network.har'];

/** What the journey makes of each fault: it fails of what a customer would not get past, and of nothing else. */
const JOURNEY: Readonly<Record<keyof typeof FRONT_FAULTS, Seen>> = {
  'front-button-moves': {
    state: 'failed',
    reason: 'step_timeout',
    says: /^step "log in": .*getByRole\('button', \{ name: 'Log in' \}\)/,
    files: FILES,
  },
  'front-login-third': ALL_HELD, // the first one; see below
  'front-script-error': ALL_HELD,
  'front-slow-image': ALL_HELD,
  'front-layout-shift': ALL_HELD,
  'front-blocked-third-party': ALL_HELD,
  'front-mixed-content': ALL_HELD,
  'front-third-party-hangs': {
    state: 'failed',
    reason: 'step_timeout',
    says: /^step "log in": .*goto of https:\/\/localhost:\d+\/log-in/,
    files: FILES,
  },
  'front-cors': {
    state: 'failed',
    reason: 'step_timeout',
    says: /^step "see the portfolio": .*expected getByLabel\('Total value'\) to have text .*, got "not available"/,
    files: [...FILES, 'console.txt'],
  },
  'front-hang': {
    state: 'failed',
    reason: 'step_timeout',
    says: /^step "log in": /,
    // A page that does not answer cannot be pictured.
    files: ['network.har'],
  },
  'front-memory': {
    state: 'errored',
    reason: 'browser_crashed',
    says: /crashed|took more than .+ of memory/,
  },
};

describe.skipIf(!hasChromium)(
  'the journey through the web front, in Chromium (needs linux-x64)',
  IN_CHROMIUM,
  () => {
    it('passes when nothing is wrong, measures each step and keeps no evidence', async () => {
      const result = await look('portfolio');
      expect(result).toMatchObject({ state: 'passed', message: 'everything held' });
      expect(result.attempts[0]?.measurements).toMatchObject({
        step_log_in: expect.any(Number),
        step_see_the_portfolio: expect.any(Number),
        step_preview_an_order: expect.any(Number),
      });
      expect(evidenceOf(result)).toBeUndefined();
    });

    it.each(Object.entries(JOURNEY))('%s', async (fault, { state, reason, says, files = [] }) => {
      await switchOn(exchange.ports.http, fault);
      const result = await look('portfolio', state === 'failed' ? SOON_MS : PATIENT_MS);
      expect(result).toMatchObject({
        state,
        ...(reason && { reason }),
        message: expect.stringMatching(says),
      });
      expect(filesOf(result) ?? []).toEqual(expect.arrayContaining([...files]));
      await switchOff(exchange.ports.http);
      expect(await look('portfolio')).toMatchObject({ state: 'passed' });
    });

    it('fails of the third log-in, names its step first, and brings no password to light', async () => {
      await switchOn(exchange.ports.http, 'front-login-third');
      expect(await look('portfolio')).toMatchObject({ state: 'passed' });
      expect(await look('portfolio')).toMatchObject({ state: 'passed' });
      const third = await look('portfolio', SOON_MS);
      expect(third.message).toMatch(/^step "log in": .*to have text "Portfolio", got "Log in"/);
      expect(evidenceOf(third)?.items?.[0]?.name).toBe('log in');
      expect(filesOf(third)).toEqual(expect.arrayContaining(FILES));
      const told = [JSON.stringify(third), ...artifacts.kept.flat().map(({ bytes }) => textOf(bytes))];
      expect(told.filter((text) => text.includes(LOGIN.password))).toEqual([]);
      expect(await look('portfolio')).toMatchObject({ state: 'passed' });
    });
  },
);

/** The same faults, as the home page's check sees them: it knows nothing of log-ins, and all of how a page comes up. */
const HOME: Readonly<Record<keyof typeof FRONT_FAULTS, Seen>> = {
  'front-button-moves': ALL_HELD,
  'front-login-third': ALL_HELD,
  'front-script-error': {
    state: 'failed',
    reason: 'over_budget',
    says: /^uncaught errors came to 1, above the failed budget of 0: Error: /,
  },
  'front-slow-image': {
    state: 'failed',
    reason: 'over_budget',
    says: /^LCP took \d\S*, above the failed budget of 4s: .*img https:\S+day.svg$/,
    files: ['screenshot.png', 'network.har'],
  },
  'front-layout-shift': {
    state: 'failed',
    reason: 'over_budget',
    says: /^CLS came to 0\.\d+, above the failed budget of 0\.25: /,
  },
  'front-blocked-third-party': {
    state: 'degraded',
    reason: 'over_budget',
    says: /^failed requests came to 1, above the degraded budget of 0: https:\S+partner.js: net::ERR/,
  },
  'front-mixed-content': {
    state: 'degraded',
    reason: 'over_budget',
    says: /http:\/\/static.exchange.demo\/legacy.js/,
  },
  'front-third-party-hangs': {
    state: 'failed',
    reason: 'page_timeout',
    says: /it waits for https:\S+partner.js$/,
    files: ['network.har'],
  },
  'front-cors': { state: 'degraded', reason: 'over_budget', says: /^failed requests came to \d+, / },
  'front-hang': { state: 'failed', reason: 'page_timeout', says: /^the page did not come to rest within / },
  'front-memory': {
    state: 'errored',
    reason: 'browser_crashed',
    says: /crashed|took more than .+ of memory/,
  },
};

describe.skipIf(!hasChromium)('the home page, in Chromium (needs linux-x64)', IN_CHROMIUM, () => {
  it.each(Object.entries(HOME))('%s', async (fault, { state, reason, says, files = [] }) => {
    await switchOn(exchange.ports.http, fault);
    const result = await look('home', PATIENT_MS, reason === 'page_timeout' ? 2 * SOON_MS : 2 * PATIENT_MS);
    expect(result).toMatchObject({ state, ...(reason && { reason }), message: expect.stringMatching(says) });
    expect(filesOf(result) ?? []).toEqual(expect.arrayContaining([...files]));
  });
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
