import type { CommonOptions, Definition } from '../../model/check.ts';
import { type Duration, milliseconds } from '../../model/duration.ts';
import { defineKind, type Kind } from '../../model/kind.ts';
import { type KindMetric, METRICS } from '../../model/metric.ts';
import * as rules from '../../model/rules.ts';
import type { Secret } from '../../model/secret.ts';
import {
  type BrowserSettings,
  type BrowserSettingsSpec,
  OF_A_VISIT,
  SETTINGS_RULES,
  settingsSpec,
} from '../chromium/words.ts';
import { type Journey, type JourneyAssertion, stepKey, type Vars } from './words.ts';

export * from './words.ts';

/** Limits on one step. */
export interface StepLimits {
  /** @default none */
  readonly degraded?: Duration;
  /** @default none */
  readonly failed?: Duration;
  /** Publishes how long the step takes as a metric of this name, such as `'LogInDuration'`; it is billed. @default not published */
  readonly metric?: string;
}

export interface BrowserOptions<V extends Vars = Vars> extends CommonOptions, BrowserSettings {
  /** What is done, in steps. It is handed its tools, so that a definition imports types only. */
  readonly journey: Journey<V>;
  /** Every secret that the journey reads, so that access can be granted when it is deployed. @default [] */
  readonly secrets?: readonly Secret[];
  /** Texts that the journey is handed, such as the URL. @default {} */
  readonly vars?: V;
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
  readonly vars: Vars;
  readonly stepTimeoutMs: number | undefined;
  readonly steps: Readonly<Record<string, StepLimits>>;
}

const journey = rules.rule(
  (value) => typeof value === 'function',
  'a function',
  'async ({ page, step, expect }) => { ... }',
);

const limit = rules.duration({ from: '1ms', to: '60s' });

/** Those that every check has, and Vedette itself. */
const TAKEN: readonly string[] = Object.values(METRICS).map(({ name }) => name);

const metric = rules.rule(
  (value) => typeof value === 'string' && /^[A-Z][A-Za-z0-9]{0,99}$/.test(value) && !TAKEN.includes(value),
  'a free name for a metric',
  "one such as 'LogInDuration'",
);

/** The kind, whose journeys know the names of their own `vars`. */
type BrowserKind = (<V extends Vars>(
  id: string,
  options: BrowserOptions<V>,
) => Definition<'browser', BrowserOptions>) &
  Kind<'browser', BrowserOptions, BrowserSpec>;

/** A scripted visit in a real Chromium: `browser('checkout', { journey: async ({ page, step, expect }) => {...} })`. */
export const browser: BrowserKind = defineKind<'browser', BrowserOptions, BrowserSpec>({
  ...OF_A_VISIT,
  kind: 'browser',
  // A browser is a whole machine's work, and people do not look at a page for longer.
  defaults: { every: '5m', timeout: '30s' },
  required: ['journey'],
  rules: {
    ...SETTINGS_RULES,
    journey,
    secrets: rules.listOf(rules.secretOnly),
    vars: rules.mapOf(rules.text({ max: 2_000, example: "text such as 'https://example.com/'" })),
    stepTimeout: rules.duration({ from: '100ms', to: '60s' }),
    steps: rules.mapOf(rules.shape({ degraded: limit, failed: limit, metric })),
  },
  spec: (options) => ({
    settings: settingsSpec(options),
    journey: options.journey,
    secrets: options.secrets ?? [],
    vars: options.vars ?? {},
    stepTimeoutMs: options.stepTimeout && milliseconds(options.stepTimeout),
    steps: options.steps ?? {},
  }),
  degrades: ({ steps }) => Object.values(steps).some(({ degraded }) => degraded !== undefined),
  metrics: ({ steps }) =>
    Object.entries(steps).flatMap(([name, { metric }]) =>
      metric === undefined ? [] : [metricOf(name, metric)],
    ),
  target: ({ vars }) => originOf(vars) ?? 'a journey',
});

const metricOf = (step: string, name: string): KindMetric => ({
  key: stepKey(step),
  name,
  unit: 'Milliseconds',
  help: `how long the step ${JSON.stringify(step)} took`,
});

/** Where it goes, as far as it can be known without going: the first of its texts that is a URL. */
function originOf(vars: Vars): string | undefined {
  const url = Object.values(vars).find((text) => /^https?:/.test(text) && URL.canParse(text));
  return url && new URL(url).origin + new URL(url).pathname;
}
