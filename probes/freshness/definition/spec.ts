import { type PatternSource, patternOf } from '../../../model/assertion/pattern.ts';
import { type Duration, milliseconds } from '../../../model/duration.ts';
import type { FreshnessLimits, SanityLimits, SymbolGroup } from '../../../model/market/freshness-limits.ts';
import type { Due } from '../../../model/market/market-now.ts';
import { shareOf } from '../../../model/market/rules.ts';
import type { TimeFormat } from '../../../model/market/tick.ts';
import { type ApiStep, api, type StepSpec } from '../../api/check.ts';
import type { Rows } from '../words.ts';
import type { FreshnessOptions, SymbolGroup as GroupOption, Quota, SanityOptions } from './options.ts';

/** A quota as the probe needs it. */
export interface QuotaSpec extends Omit<Quota, 'refusal'> {
  readonly refusal?: PatternSource;
}

/** Requests that build on each other; the rows are in the last answer. */
export interface Chain {
  readonly symbol: string | undefined;
  readonly steps: readonly StepSpec[];
}

export interface FreshnessSpec {
  /** How many of `request`, `requests` and `steps` there are: one is right. */
  readonly sources: number;
  /** Options that say nothing beside another one. */
  readonly unused: readonly { readonly option: string; readonly beside: string }[];
  readonly journeys: readonly Chain[];
  readonly rows: Rows;
  readonly time: TimeFormat;
  readonly limits: FreshnessLimits;
  readonly due: Due | undefined;
  readonly quota: QuotaSpec;
}

const DEFAULT_LIMIT = '1m';
const DEFAULT_TOLERATE = '5%';
const DEFAULT_NAMED = '300s';
const DEFAULT_GRACE = '1m';
const DEFAULT_LAG_MS = 30_000;
const DEFAULT_COVERAGE = '99%';

/** Thousands of symbols are some megabytes: the most that an http check may be given. */
const BODY_CAP = 16_777_216;

/** What the probe needs to know, from sound options. */
export function specOf(options: FreshnessOptions): FreshnessSpec {
  const { request, requests, steps } = options;
  return {
    sources: [request, requests, steps].filter((given) => given !== undefined).length,
    unused: unusedIn(options),
    journeys: journeysOf(options),
    rows: options.rows,
    time: options.time ?? 'iso',
    limits: limitsOf(options),
    due: options.due,
    quota: quotaOf(options.quota ?? {}),
  };
}

/** Options that what stands beside them leaves nothing to say: data that is due has no age, a feed no symbols. */
function unusedIn(options: FreshnessOptions): FreshnessSpec['unused'] {
  const { due, rows } = options;
  const beside = (name: string, all: readonly (keyof FreshnessOptions)[]) =>
    all.filter((option) => options[option] !== undefined).map((option) => ({ option, beside: name }));
  return [
    ...(due ? beside('due', ['limit', 'grace', 'lag']) : []),
    ...(rows.source === 'feed'
      ? beside('rows.feed()', ['time', 'symbols', 'groups', 'named', 'coverage'])
      : []),
  ];
}

/** Every way to rows: each request by itself, or the steps that lead to them. */
export function journeysOf({
  request,
  requests = [],
  steps,
}: Pick<FreshnessOptions, 'request' | 'requests' | 'steps'>): Chain[] {
  const single = [...(request ? [request] : []), ...requests];
  return [
    ...single.map(({ symbol, ...one }, index) => ({
      symbol,
      steps: stepsOf([{ name: `request ${index + 1}`, ...one }]),
    })),
    ...(steps ? [{ symbol: undefined, steps: stepsOf(steps) }] : []),
  ];
}

const stepsOf = (steps: readonly ApiStep[]): Chain['steps'] =>
  api.spec({ steps: steps.map((step) => ({ bodyCap: BODY_CAP, ...step })) }).steps;

const quotaOf = ({ refusal, ...calls }: Quota): QuotaSpec => ({
  ...calls,
  ...(refusal && { refusal: asData(refusal) }),
});

const ms = (given: Duration | undefined, byDefault: Duration): number => milliseconds(given ?? byDefault);

function limitsOf(options: FreshnessOptions): FreshnessLimits {
  const { symbols, named, lag, due } = options;
  // Data that is due once a day is late or not: it has no age beside that.
  const limitMs = due ? 0 : ms(options.limit, DEFAULT_LIMIT);
  return {
    calendar: options.calendar,
    limitMs,
    groups: (options.groups ?? []).map(groupOf),
    wanted: symbols && 'atLeast' in symbols ? symbols.atLeast : distinct(symbols),
    named: distinct(named?.symbols) ?? [],
    namedMs: ms(named?.above, DEFAULT_NAMED),
    graceMs: ms(options.grace, DEFAULT_GRACE),
    lagMs: lag === false || due ? false : lag ? milliseconds(lag) : usualLag(options),
    coverage: shareOf(options.coverage ?? DEFAULT_COVERAGE),
    tolerate: shareOf(options.tolerate ?? DEFAULT_TOLERATE),
    sanity: sanityOf({ ...(due && { flat: false }), ...options.sanity }),
  };
}

const distinct = (symbols: readonly string[] | undefined) => symbols && [...new Set(symbols)];

/** Where a symbol may be older than that, the newest of a few may be, too. */
const usualLag = ({ limit }: FreshnessOptions): number =>
  Math.max(DEFAULT_LAG_MS, limit ? milliseconds(limit) : 0);

function groupOf({ name, symbols, limit, calendar }: GroupOption): SymbolGroup {
  return {
    name,
    has: hasOf(symbols),
    ...(limit && { limitMs: milliseconds(limit) }),
    ...(calendar && { calendar }),
  };
}

/** Whether a symbol is one of those that a group names, or matches its pattern. */
export const hasOf = (symbols: GroupOption['symbols']): SymbolGroup['has'] =>
  symbols instanceof RegExp ? matching(symbols) : belonging(symbols);

const belonging = (symbols: readonly string[]) => {
  const all = new Set(symbols);
  return (symbol: string) => all.has(symbol);
};

const asData = ({ source, flags }: RegExp) => ({ source, flags: flags.replaceAll('g', '') });

const matching = (symbols: RegExp) => {
  const pattern = asData(symbols);
  return (symbol: string) => patternOf(pattern).matcher(symbol).find();
};

function sanityOf({
  future,
  now,
  flat = {},
  price,
  jump = {},
  crossed,
  sequence,
}: SanityOptions): SanityLimits {
  return {
    futureMs: future === false ? false : ms(future, '5s'),
    nowAnswers: now ?? 3,
    flat: flat && { updates: flat.updates ?? 20, forMs: ms(flat.for, '15m') },
    price: price ?? true,
    jump: jump && { band: shareOf(jump.band ?? '10%'), reference: jump.reference ?? {} },
    crossed: crossed ?? true,
    sequence: sequence ?? true,
  };
}
