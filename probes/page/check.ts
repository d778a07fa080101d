import type { AlarmRequest } from '../../model/alarm/request.ts';
import type { CommonOptions, Settings } from '../../model/check.ts';
import { type Duration, milliseconds } from '../../model/duration.ts';
import { defineKind, type Remark } from '../../model/kind.ts';
import type { KindMetric } from '../../model/metric.ts';
import * as rules from '../../model/rules.ts';
import {
  type BrowserSettings,
  type BrowserSettingsSpec,
  OF_A_VISIT,
  SETTINGS_RULES,
  settingsSpec,
} from '../chromium/words.ts';
import {
  type Budgets,
  CACHES,
  CONNECTIONS,
  type ConnectionName,
  CPUS,
  type CpuName,
  keyOf,
  MEASURE_NAMES,
  MEASURES,
  type Measure,
  type PageAssertion,
  type PageCache,
  UNITS,
  type Unit,
} from './words.ts';

export type { Budget, Budgets, ConnectionName, CpuName, Measure, PageAssertion, PageCache } from './words.ts';

export interface PageOptions extends CommonOptions, Omit<BrowserSettings, 'bodies'> {
  /** An absolute http or https URL, without user information. */
  readonly url: string;
  /** What its measures may come to at most. @default {} */
  readonly budgets?: Budgets;
  /** How often it is opened, 1 to 9; each measure is then the median of its runs. The timeout is for all of them. @default 1 */
  readonly runs?: number;
  /** `'warm'` opens it once before it is measured. @default 'cold' */
  readonly cache?: PageCache;
  /** @default 'as-it-is' */
  readonly cpu?: CpuName;
  /** @default 'as-it-is' */
  readonly connection?: ConnectionName;
  /** How long after its load it may go on before it is measured, `'0ms'` to `'30s'`: until nothing is asked or run for half a second. @default '5s' */
  readonly settle?: Duration;
  /** A CSS selector of what is clicked once it has settled; without one there is no INP. @default nothing */
  readonly click?: string;
  /** Hosts that are its own beside the URL's and all below it: `'static.example.net'`, or `'*.example.net'` for all below. @default [] */
  readonly firstParty?: readonly string[];
  /** What must hold of its document, 2xx unless something is said of its status. @default [] */
  readonly expect?: readonly PageAssertion[];
}

/** One limit of a budget. */
export interface BudgetLimit {
  readonly measure: Measure;
  readonly state: 'degraded' | 'failed';
  readonly atMost: number;
}

/** What the probe needs to know; every default is in. */
export interface PageSpec {
  readonly settings: BrowserSettingsSpec;
  readonly url: string;
  /** The worse ones first. */
  readonly limits: readonly BudgetLimit[];
  readonly runs: number;
  readonly cache: PageCache;
  readonly cpu: CpuName;
  readonly connection: ConnectionName;
  readonly settleMs: number;
  readonly click: string | undefined;
  readonly firstParty: readonly string[];
}

const url: rules.Rule = (value, path) => {
  const wrong = rules.url('http', 'https')(value, path);
  if (wrong.length > 0 || new URL(value as string).username === '') return wrong;
  return [{ path, problem: 'holds a user name', fix: 'write httpCredentials: { user, password, origin }' }];
};

const NAMES = {
  ms: 'a duration',
  bytes: 'an amount of bytes',
  count: 'a whole number',
  score: 'a number',
} as const;

/** A limit, or one for each state. */
function budgetIn(unit: Unit): rules.Rule {
  const { parse, example } = UNITS[unit];
  const limit = rules.rule((value) => parse(value) !== undefined, NAMES[unit], `one such as ${example}`);
  const both = rules.shape({ degraded: limit, failed: limit });
  return (value, path) => {
    if (typeof value !== 'object' || value === null) return limit(value, path);
    const { degraded, failed } = value as { degraded?: unknown; failed?: unknown };
    const wrong = both(value, path);
    if (wrong.length > 0 || degraded === undefined || failed === undefined) return wrong;
    if ((parse(degraded) ?? 0) < (parse(failed) ?? 0)) return [];
    return [
      { path, problem: 'degrades no sooner than it fails', fix: 'write a smaller degraded, or leave it out' },
    ];
  };
}

const budgets = rules.shape(
  Object.fromEntries(MEASURE_NAMES.map((name) => [name, budgetIn(MEASURES[name].unit)])),
);

const { bodies: _, ...settingsRules } = SETTINGS_RULES;

/** A page's speed and soundness, without a script: `page('home', { url, budgets: { lcp: '2.5s' } })`. */
export const page = defineKind<'page', PageOptions, PageSpec>({
  ...OF_A_VISIT,
  kind: 'page',
  defaults: { every: '10m', timeout: '60s' },
  required: ['url'],
  rules: {
    ...settingsRules,
    url,
    budgets,
    runs: rules.count({ from: 1, to: 9 }),
    cache: rules.oneOf(CACHES),
    cpu: rules.oneOf(Object.keys(CPUS)),
    connection: rules.oneOf(Object.keys(CONNECTIONS)),
    settle: rules.duration({ from: '0ms', to: '30s' }),
    click: rules.text({ max: 200, example: "a CSS selector such as '#menu'" }),
    firstParty: settingsRules.blockedHosts,
  },
  spec: (options) => ({
    settings: settingsSpec(options),
    url: options.url,
    limits: limitsOf(options.budgets ?? {}),
    runs: options.runs ?? 1,
    cache: options.cache ?? 'cold',
    cpu: options.cpu ?? 'as-it-is',
    connection: options.connection ?? 'as-it-is',
    settleMs: milliseconds(options.settle ?? '5s'),
    click: options.click,
    firstParty: options.firstParty ?? [],
  }),
  metrics: (spec) => (spec.limits.length === 0 ? [] : [OVER_BUDGET]).concat(measured(spec).map(metricOf)),
  alarms,
  review: ({ limits, click }): Remark[] =>
    limits.some(({ measure }) => measure === 'inp') && click === undefined
      ? [{ path: 'budgets.inp', problem: 'is of a page that nobody touches', fix: 'write click: a selector' }]
      : [],
  target: ({ url: text }) => new URL(text).origin + new URL(text).pathname,
});

/** Both limits of each budget. */
function limitsOf(all: Budgets): BudgetLimit[] {
  return (['failed', 'degraded'] as const).flatMap((state) =>
    MEASURE_NAMES.flatMap((measure): BudgetLimit[] => {
      const budget = all[measure];
      const both =
        Object(budget) === budget ? (budget as { [State in typeof state]?: unknown }) : { degraded: budget };
      const atMost = UNITS[MEASURES[measure].unit].parse(both[state]);
      return atMost === undefined ? [] : [{ measure, state, atMost }];
    }),
  );
}

/** What every page is known by, and what it has a budget for: each metric is billed. */
function measured({ limits }: PageSpec): Measure[] {
  const budgeted = new Set(limits.map(({ measure }) => measure));
  return MEASURE_NAMES.filter((name) => name === 'lcp' || name === 'cls' || budgeted.has(name));
}

function metricOf(name: Measure): KindMetric {
  const { metric, unit, help } = MEASURES[name];
  return { key: keyOf(name), name: metric, unit: UNITS[unit].metric, help };
}

const OVER_BUDGET: KindMetric = {
  key: 'over_budget',
  name: 'OverBudget',
  unit: 'Count',
  help: 'limits of its budgets that the page was over',
};

/** Over its budgets the page is up: that is told one step less severely than that it failed, as slowness always is. */
function alarms({ limits }: PageSpec, { labels, alarms: { degraded } }: Settings): AlarmRequest[] {
  if (limits.length === 0 || !degraded) return [];
  const { failures, of } = degraded;
  return [
    {
      role: 'budget',
      metric: OVER_BUDGET,
      statistic: 'Maximum',
      comparison: 'atLeast',
      threshold: 1,
      window: degraded,
      missing: 'notBreaching',
      severity: labels.severity === 'critical' ? 'warning' : 'info',
      says: `was over a budget in ${failures} of the last ${of} runs`,
    },
  ];
}
