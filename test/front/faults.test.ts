import { tmpdir } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunnerPorts } from '../../functions/runner/attempt.ts';
import { switchOff, switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { FRONT_FAULTS } from '../../local/demo/front/faults.ts';
import { LOGIN } from '../../local/demo/orders.ts';
import type { Check } from '../../model/check.ts';
import type { Reason } from '../../model/reason.ts';
import { resolve } from '../../model/resolve.ts';
import type { EvidenceFile, Result, State } from '../../model/result.ts';
import { WarmBrowsers } from '../../probes/chromium/warm-browsers.ts';
import { kinds } from '../../probes/kinds.ts';
import type { Artifact } from '../../probes/probe.ts';
import { demoVariables } from '../cli/vedette.ts';
import { probeExchange } from '../exchange-probing.ts';
import { hasChromium } from '../page/browser.ts';

type FrontFault = keyof typeof FRONT_FAULTS;

let exchange: Exchange;
let checks: ReadonlyMap<string, Check>;
let browsers: WarmBrowsers;
let kept: Artifact[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  exchange = await startExchange();
  for (const [name, value] of Object.entries(demoVariables(exchange.ports))) vi.stubEnv(name, value);
  vi.stubEnv('VEDETTE_TARGET', '');
  const { default: shipped } = await import('../../checks/index.ts');
  const { findings, checks: all } = resolve(shipped, kinds);
  expect(findings).toEqual([]);
  checks = new Map(all.filter(({ lane }) => lane === 'browser').map((check) => [check.id, check]));
  browsers = new WarmBrowsers({ temporary: tmpdir(), monotonic: () => performance.now() });
  await browsers.ready(AbortSignal.timeout(60_000));
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await browsers?.close();
  await exchange?.close();
});

afterEach(async () => {
  kept = [];
  if (hasChromium) await switchOff(exchange.ports.http);
});

const artifacts: RunnerPorts['artifacts'] = () => ({
  keep: async (artifact): Promise<EvidenceFile> => {
    kept.push(artifact);
    const { name, type, bytes } = artifact;
    return { name, type, bytes: bytes.length, key: name };
  },
});

/** Runs a check that ships, with the time that a test has for a step of it: the least or the most of what it may take. */
function look(id: string, stepTimeoutMs = PATIENT_MS): Promise<Result> {
  const check = checks.get(id) ?? expect.fail(`no check ${id}`);
  const spec = { ...(check.spec as object), stepTimeoutMs };
  const ours = { spec, timeoutMs: 2 * PATIENT_MS, retry: 'none' } as const;
  return probeExchange(exchange, { ...check, ...ours }, { browsers, artifacts });
}

/** A busy machine may need it for what passes; what is known to fail need not be waited for that long. */
const PATIENT_MS = 30_000;
const SOON_MS = 4_000;

const TIMEOUT_MS = 120_000;

interface Seen {
  readonly state: State;
  readonly reason?: Reason;
  readonly says: RegExp;
}

const ALL_HELD = { state: 'passed', says: /^everything held$/ } as const;

/** What the journey makes of each fault: it fails of what a customer would not get past, and of nothing else. */
const JOURNEY: Readonly<Record<FrontFault, Seen>> = {
  'front-button-moves': {
    state: 'failed',
    reason: 'step_timeout',
    says: /^step "log in": .*getByRole\('button', \{ name: 'Log in' \}\)/,
  },
  'front-login-third': ALL_HELD, // the first; see below
  'front-script-error': ALL_HELD,
  'front-slow-image': ALL_HELD,
  'front-layout-shift': ALL_HELD,
  'front-blocked-third-party': ALL_HELD,
  'front-mixed-content': ALL_HELD,
  'front-third-party-hangs': {
    state: 'failed',
    reason: 'step_timeout',
    says: /^step "log in": .*goto of https:\/\/localhost:\d+\/log-in/,
  },
  'front-cors': {
    state: 'failed',
    reason: 'step_timeout',
    says: /^step "see the portfolio": .*expected getByLabel\('Total value'\) to have text .*, got "not available"/,
  },
  'front-hang': { state: 'failed', reason: 'step_timeout', says: /^step "log in": / },
  'front-memory': { state: 'errored', reason: 'browser_crashed', says: /crashed/ },
};

const IN_CHROMIUM = { timeout: TIMEOUT_MS };

describe.skipIf(!hasChromium)(
  'the journey through the web front, in Chromium (needs linux-x64)',
  IN_CHROMIUM,
  () => {
    it('passes when nothing is wrong, and keeps no evidence', async () => {
      const result = await look('portfolio');
      expect(result).toMatchObject(ALL_HELD_RESULT);
      expect(kept).toEqual([]);
    });

    it.each(Object.entries(JOURNEY))('%s', async (fault, { state, reason, says }) => {
      await switchOn(exchange.ports.http, fault);
      const result = await look('portfolio', state === 'failed' ? SOON_MS : PATIENT_MS);
      expect(result).toMatchObject({
        state,
        ...(reason && { reason }),
        message: expect.stringMatching(says),
      });
      await switchOff(exchange.ports.http);
      expect(await look('portfolio')).toMatchObject(ALL_HELD_RESULT);
    });

    it('the third log-in fails, in its step, with a picture and no password', async () => {
      await switchOn(exchange.ports.http, 'front-login-third');
      expect(await look('portfolio')).toMatchObject(ALL_HELD_RESULT);
      expect(await look('portfolio')).toMatchObject(ALL_HELD_RESULT);
      const third = await look('portfolio', SOON_MS);
      expect(third.message).toMatch(/^step "log in": .*to have text "Portfolio", got "Log in"/);
      expect(third.attempts[0]?.evidence?.files?.map(({ name }) => name)).toContain('screenshot.png');
      expect(JSON.stringify(third)).not.toContain(LOGIN.password);
      expect(await look('portfolio')).toMatchObject(ALL_HELD_RESULT);
    });
  },
);

const ALL_HELD_RESULT = { state: 'passed', message: 'everything held' };
