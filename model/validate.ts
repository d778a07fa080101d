import { windowLimit } from './alarm/window.ts';
import { assertionRule } from './assertion/rule.ts';
import type { Check } from './check.ts';
import { canDegrade } from './check-metrics.ts';
import { crowding } from './crowding.ts';
import { dependencyFindings } from './dependency-findings.ts';
import { formatMs, milliseconds } from './duration.ts';
import { type Complaint, type Finding, suggest, toFinding } from './finding.ts';
import type { AnyKind } from './kind.ts';
import { LOCATIONS } from './location.ts';
import type { Placed, Registry } from './placed.ts';
import { RUN_BUDGET_MS } from './plan.ts';
import type { Project } from './project.ts';
import { worstCaseMs } from './retry.ts';
import * as rules from './rules.ts';
import { COMMON_RULES } from './shared-rules.ts';

/** How findings name a group, and the project's own checks. */
export const subjectOf = (group: string | undefined): string =>
  group === undefined ? 'project' : `group '${group}'`;

export function validateProject(project: Project): Finding[] {
  const wrong = rules.shape(
    {
      vedette: () => [],
      home: rules.oneOf(LOCATIONS),
      defaults: rules.shape(COMMON_RULES),
      checks: rules.listOf(groupChecks, { from: 1, to: 1_000_000 }),
      // Who is told what is judged by `resolveRouting`, so that a mistake there hides no check's.
      receivers: () => [],
      routes: () => [],
      inhibit: () => [],
      silences: () => [],
      alarmStacks: rules.count({ from: 1, to: 64 }),
      terminationProtection: rules.flag,
    },
    ['home', 'checks'],
  )(project, '');
  const groups = Array.isArray(project.checks)
    ? project.checks.filter((entry) => 'group' in Object(entry))
    : [];
  return [
    ...wrong.map(toFinding('project')),
    ...groups.flatMap((entry) => {
      const named = entry as { group: string; defaults?: unknown };
      return rules
        .shape(COMMON_RULES)(named.defaults ?? {}, 'defaults')
        .map(toFinding(subjectOf(named.group)));
    }),
  ];
}

/** What a group holds is a list; its definitions are judged on their own. */
const groupChecks: rules.Rule = (entry, path) =>
  'group' in Object(entry)
    ? rules.listOf(() => [])((entry as { checks?: unknown }).checks, `${path}.checks`)
    : [];

const ID = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** `vedette/self/...` are the alarms on Vedette itself, `vedette/parents/...` those that checks share. */
const RESERVED = ['self', 'parents'];

/** What can be said of one definition alone. */
export function validateDefinition({ definition }: Placed, registry: Registry): Finding[] {
  const { id, kind, options } = Object(definition) as Partial<Placed['definition']>;
  const subject = typeof id === 'string' && id !== '' ? id : 'a check without id';
  const say = toFinding(subject);
  if (typeof id !== 'string' || !ID.test(id)) {
    const fix = 'use 1 to 100 lower-case letters, digits, . _ or -, starting with a letter or digit';
    return [say({ path: 'id', problem: `${rules.show(id)} is not an id`, fix })];
  }
  if (RESERVED.includes(id)) {
    const problem = `'${id}' is where Vedette's own alarms have their names`;
    return [say({ path: 'id', problem, fix: 'use another one' })];
  }
  const name = typeof kind === 'string' ? kind : '';
  const known = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (!known) {
    const fix = suggest(name, Object.keys(registry));
    return [say({ path: 'kind', problem: `${rules.show(kind)} is not a kind of check`, fix })];
  }
  if (Object(options) !== options)
    return [say({ path: 'options', problem: 'are missing', fix: 'write { ... }' })];
  return rulesOf(known)(options, '').map(say);
}

const rulesOf = ({ rules: own, required, sources }: AnyKind): rules.Rule =>
  rules.shape({ ...COMMON_RULES, ...own, expect: rules.listOf(assertionRule(sources)) }, required);

interface Surroundings {
  readonly project: Project;
  readonly registry: Registry;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What its kind has to say of a check. */
function reviewed(check: Check, registry: Registry, now: number): Finding[] {
  const remarks = registry[check.kind]?.review?.(check.spec as never, check, now) ?? [];
  return remarks.map(toFinding(check.id));
}

/** What can only be said once the defaults have flowed in, and of the checks together. */
export function validateChecks(
  checks: readonly Check[],
  named: readonly Placed[],
  { project, registry, now }: Surroundings,
): Finding[] {
  const ids = named.map(({ definition }) => definition.id);
  return [
    ...duplicates(named),
    ...checks.flatMap(validateCheck),
    ...checks.flatMap((check) => reviewed(check, registry, now)),
    ...dependencyFindings(checks, ids),
    ...crowding(checks, project),
  ];
}

function duplicates(named: readonly Placed[]): Finding[] {
  const times = new Map<string, number>();
  for (const { definition } of named) times.set(definition.id, (times.get(definition.id) ?? 0) + 1);
  return [...times]
    .filter(([, count]) => count > 1)
    .map(([id, count]) => {
      const problem = `is used ${count} times`;
      return toFinding(id)({ path: 'id', problem, fix: 'give each check an id of its own' });
    });
}

function validateCheck(check: Check): Finding[] {
  const say = toFinding(check.id);
  const wrong = [timing, alarmWindows, quorum, limitsInOrder, labelCount].flatMap((judge) => judge(check));
  return wrong.map(say);
}

/** CloudWatch: an alarm has at most 50 tags (PutMetricAlarm, Tags), and some are Vedette's or the company's. */
const MAX_LABELS = 40;

function labelCount({ labels }: Check): Complaint[] {
  const count = Object.keys(labels).length;
  if (count <= MAX_LABELS) return [];
  const problem = `are ${count} with those of the group and the project, and become the tags of an alarm`;
  return [{ path: 'labels', problem, fix: `write at most ${MAX_LABELS}` }];
}

function timing(check: Check): Complaint[] {
  const { timeoutMs, everyMs, retry } = check;
  if (timeoutMs >= everyMs) {
    const problem = `${formatMs(timeoutMs)} is not below every (${formatMs(everyMs)})`;
    return [{ path: 'timeout', problem, fix: `write at most '${everyMs / 1_000 - 1}s'` }];
  }
  const worst = worstCaseMs(check);
  const most = Math.min(Math.max(everyMs, 60_000), RUN_BUDGET_MS);
  if (retry === 'none' || worst <= most) return [];
  const problem = `all attempts together may take ${formatMs(worst)}, more than ${formatMs(most)}`;
  return [{ path: 'retry', problem, fix: 'lower timeout, attempts or after' }];
}

function alarmWindows(check: Check): Complaint[] {
  const { enabled, everyMs, alarms, requests } = check;
  const most = Math.floor((windowLimit(everyMs / 1_000) * 1_000) / everyMs);
  const less = `write at most ${most}`;
  const windows = [
    { role: 'failed', window: alarms.failed, fix: less },
    { role: 'degraded', window: canDegrade(check) && alarms.degraded, fix: less },
    ...requests.map(({ role, window }) => ({ role, window, fix: 'run it more often' })),
  ];
  return windows.flatMap(({ role, window, fix }) => {
    if (!enabled || !window || window.of <= most) return [];
    const problem = `${window.of} periods of ${formatMs(everyMs)} are longer than CloudWatch evaluates`;
    return [{ path: `alarms.${role}.of`, problem, fix }];
  });
}

function quorum({ failWhen, locations }: Check): Complaint[] {
  if (typeof failWhen === 'string' || failWhen.atLeast <= locations.length) return [];
  const problem = `${failWhen.atLeast} of ${locations.length} locations can never be`;
  return [{ path: 'failWhen.atLeast', problem, fix: `write at most ${locations.length}` }];
}

function limitsInOrder({ thresholds, timeoutMs }: Check): Complaint[] {
  const inOrder = thresholds.degraded.flatMap((near) => {
    const far = thresholds.failed.find(({ phase }) => phase === near.phase);
    if (!far || milliseconds(near.above) < milliseconds(far.above)) return [];
    const problem = `${near.phase} above ${near.above} is not below the failed limit (${far.above})`;
    return [{ path: 'thresholds.degraded', problem, fix: `write less than '${far.above}'` }];
  });
  const beyond = [...thresholds.degraded, ...thresholds.failed]
    .filter(({ above }) => milliseconds(above) >= timeoutMs)
    .map(({ phase, above }) => ({
      path: 'thresholds',
      problem: `${phase} above ${above} can never be seen within the timeout of ${formatMs(timeoutMs)}`,
      fix: 'write a smaller limit or a longer timeout',
    }));
  return [...inOrder, ...beyond];
}
