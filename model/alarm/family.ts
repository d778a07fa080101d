import type { Check } from '../check.ts';

/** Who depends on whom. A check that is not enabled is not there. */
export interface Family {
  readonly get: (id: string) => Check | undefined;
  /** Every check that this one cannot pass without, its parents' parents too; sorted, and never itself. */
  readonly ancestorsOf: (id: string) => readonly string[];
}

type ById = ReadonlyMap<string, Check>;

export function familyOf(checks: readonly Check[]): Family {
  const byId: ById = new Map(checks.filter(({ enabled }) => enabled).map((check) => [check.id, check]));
  const known = new Map<string, readonly string[]>();
  const ancestorsOf = (id: string): readonly string[] => {
    const made = known.get(id) ?? ancestors(id, byId);
    known.set(id, made);
    return made;
  };
  return { get: (id) => byId.get(id), ancestorsOf };
}

/** A walk that sees nobody twice, so that a cycle, which validation refuses, ends here too. */
function ancestors(id: string, byId: ById): readonly string[] {
  const seen = new Set<string>();
  const waiting = [...(byId.get(id)?.dependsOn ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const parent = byId.get(next);
    if (!parent || seen.has(next) || next === id) continue;
    seen.add(next);
    waiting.push(...parent.dependsOn);
  }
  return [...seen].sort();
}

/** The circles among the checks that are enabled, each once, as the ids on the way round: `['a', 'b']`. */
export function cyclesOf(checks: readonly Check[]): string[][] {
  const byId: ById = new Map(checks.filter(({ enabled }) => enabled).map((check) => [check.id, check]));
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const { id } of byId.values()) walk(id, { byId, done, cycles });
  return cycles;
}

interface Walk {
  readonly byId: ById;
  readonly done: Set<string>;
  readonly cycles: string[][];
}

interface Visit {
  readonly id: string;
  readonly left: string[];
}

/** Depth first, with a stack of its own: a chain may be longer than the engine's. */
function walk(from: string, { byId, done, cycles }: Walk): void {
  const visit = (id: string): Visit => ({ id, left: [...(byId.get(id)?.dependsOn ?? [])] });
  const path: Visit[] = done.has(from) ? [] : [visit(from)];
  const onPath = new Map<string, number>([[from, 0]]);
  for (let here = path.at(-1); here; here = path.at(-1)) {
    const next = here.left.pop();
    if (next === undefined) {
      path.pop();
      onPath.delete(here.id);
      done.add(here.id);
      continue;
    }
    const start = onPath.get(next);
    if (start !== undefined) cycles.push(path.slice(start).map(({ id }) => id));
    else if (byId.has(next) && !done.has(next)) {
      onPath.set(next, path.length);
      path.push(visit(next));
    }
  }
}
