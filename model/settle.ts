import { widened } from './alarm/window.ts';
import type { Assertion } from './assertion/assertion.ts';
import type {
  Alarming,
  AlarmOptions,
  Check,
  CommonOptions,
  Definition,
  FailWhen,
  Settings,
} from './check.ts';
import { isAboutExpiry } from './check-metrics.ts';
import { milliseconds } from './duration.ts';
import type { AnyKind } from './kind.ts';
import type { Labels } from './labels.ts';
import type { Placed, Registry } from './placed.ts';
import type { Group, Project } from './project.ts';
import { limitsOf } from './threshold.ts';

/**
 * Turns a project that was validated into its checks. Defaults flow project, group, check: the nearer one wins; labels
 * merge name by name, thresholds and alarms limit by limit, tags are joined.
 */
export const settle = (project: Project, registry: Registry): Check[] =>
  place(project).map((one) => toCheck(one, project, registry));

const isGroup = (entry: Definition | Group): entry is Group =>
  typeof (entry as Group | undefined)?.group === 'string';

/** Every definition of a project, with the defaults that flow to it. */
export function place({ checks, defaults = {} }: Project): Placed[] {
  if (!Array.isArray(checks)) return [];
  return checks.flatMap((entry: Definition | Group): Placed[] => {
    if (!isGroup(entry)) return [{ definition: entry, group: undefined, defaults }];
    const flowed = merge(defaults, entry.defaults ?? {});
    const checks = Array.isArray(entry.checks) ? entry.checks : [];
    return checks.map((definition) => ({ definition, group: entry.group, defaults: flowed }));
  });
}

/** `near` over `far`. A property set to `undefined` does not hide the farther one. */
function merge(far: CommonOptions, near: CommonOptions): CommonOptions {
  const said = Object.fromEntries(Object.entries(near).filter(([, value]) => value !== undefined));
  return {
    ...far,
    ...said,
    labels: { ...far.labels, ...near.labels },
    thresholds: { ...far.thresholds, ...near.thresholds },
    alarms: { ...far.alarms, ...near.alarms },
    tags: [...new Set([...(far.tags ?? []), ...(near.tags ?? [])])],
  };
}

/** The check that a sound definition comes to. */
export function toCheck(
  { definition, group, defaults }: Placed,
  project: Project,
  registry: Registry,
): Check {
  const kind = registry[definition.kind] as AnyKind;
  // A kind's timeout is what it is by default, so it is shortened as that is for a check that runs often.
  const { timeout: byDefault = DEFAULT_TIMEOUT, ...kindly } = kind.defaults ?? {};
  const options = merge(merge(kindly, defaults), definition.options);
  const spec = kind.spec(definition.options as never);
  const expect = withDefaults(definition.options.expect ?? [], kind.expectByDefault);
  const usualTimeoutMs = kind.usualTimeoutMs?.(spec as never) ?? milliseconds(byDefault);
  const settled = {
    ...settings(options, project, usualTimeoutMs),
    dependsOn: parentsOf(definition, defaults),
  };
  return {
    kind: definition.kind,
    id: definition.id,
    group,
    lane: kind.lane ?? 'light',
    target: kind.target(spec as never),
    expect,
    watchesExpiry: [...expect, ...(kind.inner?.(spec as never) ?? [])].some(isAboutExpiry),
    degrades: kind.degrades?.(spec as never) ?? false,
    metrics: kind.metrics?.(spec as never) ?? [],
    requests: kind.alarms?.(spec as never, settled) ?? [],
    spec,
    ...settled,
  };
}

/** A default makes no check depend on itself; a definition that says so is told that it is a cycle. */
function parentsOf({ id, options }: Placed['definition'], defaults: CommonOptions): readonly string[] {
  const said = options.dependsOn ?? defaults.dependsOn ?? [];
  const parents = [...new Set(typeof said === 'string' ? [said] : said)];
  return options.dependsOn === undefined ? parents.filter((parent) => parent !== id) : parents;
}

/** A kind's own expectations stand for each source that the definition says nothing about. */
export function withDefaults(expect: readonly Assertion[], byDefault: readonly Assertion[]): Assertion[] {
  const said = new Set(expect.map(({ source }) => source));
  return [...byDefault.filter(({ source }) => !said.has(source)), ...expect];
}

const DEFAULT_EVERY = '1m';
const DEFAULT_TIMEOUT = '10s';

/** A check that runs more often than its timeout allows gets this share of its interval instead. */
const TIMEOUT_SHARE = 0.8;

function settings(
  options: CommonOptions,
  { home }: Project,
  usualTimeoutMs: number,
): Omit<Settings, 'dependsOn'> {
  const everyMs = milliseconds(options.every ?? DEFAULT_EVERY);
  const locations = [...new Set(options.locations ?? [home])];
  return {
    description: options.description ?? '',
    everyMs,
    timeoutMs: options.timeout
      ? milliseconds(options.timeout)
      : Math.min(usualTimeoutMs, everyMs * TIMEOUT_SHARE),
    locations,
    labels: { severity: 'warning', ...defined(options.labels ?? {}) },
    runbook: options.runbook,
    enabled: options.enabled ?? true,
    tags: options.tags ?? [],
    retry: options.retry ?? 'none',
    thresholds: {
      degraded: limitsOf(options.thresholds?.degraded),
      failed: limitsOf(options.thresholds?.failed),
    },
    network: options.network ?? 'public',
    // More locations are there to be sure, not to be told more often: one that fails alone is an advisory.
    failWhen: allWhenAll(
      options.failWhen ?? (locations.length > 1 ? { atLeast: 2 } : 'any'),
      locations.length,
    ),
    alarms: alarming(options.alarms ?? {}),
  };
}

/** As many as there are is another word for all: a dead prober, which says nothing, must not stand in the way. */
function allWhenAll(failWhen: FailWhen, locations: number): FailWhen {
  const isAll = typeof failWhen === 'object' && locations > 1 && failWhen.atLeast === locations;
  return isAll ? 'all' : failWhen;
}

const DEFAULT_FAILED = { failures: 2, of: 3 } as const;
const DEFAULT_DEGRADED = { failures: 3, of: 5 } as const;

function alarming({
  failed = DEFAULT_FAILED,
  degraded = DEFAULT_DEGRADED,
  certificate = {},
  advisory = {},
}: AlarmOptions): Alarming {
  return {
    failed: failed && widened(failed),
    degraded: degraded && widened(degraded),
    certificate: certificate && { severity: certificate.severity ?? 'warning' },
    advisory: advisory && { severity: advisory.severity ?? 'info' },
  };
}

const defined = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== undefined));
