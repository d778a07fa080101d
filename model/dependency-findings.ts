import { MAX_CHILDREN, MAX_RULE } from './alarm/alarm.ts';
import { cyclesOf, type Family, familyOf } from './alarm/family.ts';
import type { Check } from './check.ts';
import { type Complaint, type Finding, suggest, toFinding } from './finding.ts';

const path = 'dependsOn';

/** What is wrong with who depends on whom. `ids` are those of all definitions, the unsound ones too. */
export function dependencyFindings(checks: readonly Check[], ids: readonly string[]): Finding[] {
  const known = new Set(ids);
  const family = familyOf(checks);
  const single = checks.flatMap((check) =>
    [...unknownParents(check, known), ...silentParents(check, family), ...tooMany(check, family)].map(
      toFinding(check.id),
    ),
  );
  return [...single, ...cyclesOf(checks).map(ofCycle)];
}

const unknownParents = ({ dependsOn }: Check, known: ReadonlySet<string>): Complaint[] =>
  dependsOn
    .filter((parent) => !known.has(parent))
    .map((parent) => {
      const fix = suggest(parent, [...known], 'name a check of this project');
      return { path, problem: `there is no check '${parent}'`, fix };
    });

/** A parent whose failure nobody is told of would make its children silent for no reason that anybody sees. */
const silentParents = ({ dependsOn, enabled }: Check, { get }: Family): Complaint[] =>
  dependsOn
    .filter((parent) => enabled && get(parent)?.alarms.failed === false)
    .map((parent) => ({
      path,
      problem: `'${parent}' has no failed alarm to be silent under`,
      fix: `give '${parent}' one, or leave it out`,
    }));

/** What stands around each id in a rule: ` OR ALARM("vedette/.../failed/quorum")`. */
const AROUND_ID = 40;

function tooMany({ id, enabled }: Check, { ancestorsOf }: Family): Complaint[] {
  const ancestors = enabled ? ancestorsOf(id) : [];
  const length = ancestors.reduce((sum, { length }) => sum + length + AROUND_ID, 0);
  if (ancestors.length <= MAX_CHILDREN && length <= MAX_RULE) return [];
  const problem = `leads to more checks than a composite alarm takes: ${MAX_CHILDREN}, in ${MAX_RULE} characters`;
  return [{ path, problem, fix: 'depend on fewer' }];
}

function ofCycle(cycle: readonly string[]): Finding {
  const [first = ''] = cycle;
  const problem = `is a circle: ${[...cycle, first].join(' -> ')}`;
  return toFinding(first)({
    path,
    problem,
    fix: 'leave out one of them; dependsOn: [] takes a default back',
  });
}
