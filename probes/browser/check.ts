import { assertion } from '../../model/assertion/words.ts';
import type { CommonOptions } from '../../model/check.ts';
import { type Duration, milliseconds } from '../../model/duration.ts';
import { defineKind } from '../../model/kind.ts';
import * as rules from '../../model/rules.ts';
import type { Secret } from '../../model/secret.ts';
import {
  type BrowserSettings,
  type BrowserSettingsSpec,
  SETTINGS_RULES,
  settingsSpec,
} from '../chromium/words.ts';
import type { Journey, JourneyAssertion } from './words.ts';

export * from './words.ts';

/** Limits on one step. */
export interface StepLimits {
  /** @default none */
  readonly degraded?: Duration;
  /** @default none */
  readonly failed?: Duration;
}

export interface BrowserOptions extends CommonOptions, BrowserSettings {
  /** What is done, in steps. It is handed its tools, so that a definition imports types only. */
  readonly journey: Journey;
  /** Every secret that the journey reads, so that access can be granted when it is deployed. @default [] */
  readonly secrets?: readonly Secret[];
  /** Texts that the journey is handed, such as the URL. @default {} */
  readonly vars?: Readonly<Record<string, string>>;
  /** What one step may take, `'100ms'` to `'60s'`. @default the check's timeout */
  readonly stepTimeout?: Duration;
  /** Limits by the name of a step. @default {} */
  readonly steps?: Readonly<Record<string, StepLimits>>;
  /** What must hold of the document that the journey's first page opened with, 2xx unless something is said of its status. @default [] */
  readonly expect?: readonly JourneyAssertion[];
}

/** What the probe needs to know; every default is in. */
export interface BrowserSpec {
  readonly settings: BrowserSettingsSpec;
  readonly journey: Journey;
  readonly secrets: readonly Secret[];
  readonly vars: Readonly<Record<string, string>>;
  readonly stepTimeoutMs: number | undefined;
  readonly steps: Readonly<Record<string, StepLimits>>;
}

const journey = rules.rule(
  (value) => typeof value === 'function',
  'a function',
  'async ({ page, step, expect }) => { ... }',
);

const limit = rules.duration({ from: '1ms', to: '60s' });

/** A scripted visit in a real Chromium: `browser('checkout', { journey: async ({ page, step, expect }) => {...} })`. */
export const browser = defineKind<'browser', BrowserOptions, BrowserSpec>({
  kind: 'browser',
  lane: 'browser',
  // A browser is a whole machine's work, and people do not look at a page for longer.
  defaults: { every: '5m', timeout: '30s' },
  required: ['journey'],
  sources: ['status', 'redirects', 'certificate', 'phase'],
  expectByDefault: [assertion('status', 'isClass', '2xx')],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
  rules: {
    ...SETTINGS_RULES,
    journey,
    secrets: rules.listOf(rules.secretOnly),
    vars: rules.mapOf(rules.text({ max: 2_000, example: "text such as 'https://example.com/'" })),
    stepTimeout: rules.duration({ from: '100ms', to: '60s' }),
    steps: rules.mapOf(rules.shape({ degraded: limit, failed: limit })),
  },
  spec: (options) => ({
    settings: settingsSpec(options),
    journey: options.journey,
    secrets: options.secrets ?? [],
    vars: options.vars ?? {},
    stepTimeoutMs: options.stepTimeout && milliseconds(options.stepTimeout),
    steps: options.steps ?? {},
  }),
  target: ({ vars }) => originOf(vars) ?? 'a journey',
});

/** Where it goes, as far as it can be known without going: the first of its texts that is a URL. */
function originOf(vars: Readonly<Record<string, string>>): string | undefined {
  const url = Object.values(vars).find((text) => /^https?:/.test(text) && URL.canParse(text));
  return url && new URL(url).origin + new URL(url).pathname;
}
