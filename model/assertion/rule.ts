import parse from 'jsonpath-rfc9535/parser';
import { parseDuration } from '../duration.ts';
import type { Complaint } from '../finding.ts';
import { PHASE_NAMES } from '../phase.ts';
import { oneOf, type Rule, show } from '../rules.ts';
import type { Assertion } from './assertion.ts';
import { OPERATORS } from './operators.ts';
import { type PatternSource, patternProblem } from './pattern.ts';

/** The rule for one item of `expect`: made by a word, about a source that the kind has. */
export function assertionRule(sources: readonly string[]): Rule {
  return (value, path) => {
    const { source, operator } = Object(value) as Partial<Assertion>;
    if (typeof source !== 'string' || typeof operator !== 'string' || !Object.hasOwn(OPERATORS, operator)) {
      return [{ path, problem: 'is not an assertion', fix: 'write one such as status.is(200)' }];
    }
    const wrongSource = oneOf(sources)(source, `${path}.source`);
    return wrongSource.length > 0 ? wrongSource : contents(value as Assertion, path);
  };
}

/** What the types cannot see: paths, patterns, durations and phases are text inside. */
function contents({ source, of, operator, expected }: Assertion, path: string): Complaint[] {
  if (source === 'jsonPath') {
    const wrong = jsonPathRule(of, path);
    if (wrong.length > 0) return wrong;
  }
  if (source === 'phase' && !PHASE_NAMES.includes(of as never)) return oneOf(PHASE_NAMES)(of, path);
  if ((operator === 'fasterThan' || operator === 'isYoungerThan') && parseDuration(expected) === undefined) {
    return [{ path, problem: `${show(expected)} is not a duration`, fix: "write one such as '500ms'" }];
  }
  const refused = operator === 'matches' ? patternProblem(expected as PatternSource) : undefined;
  if (!refused) return [];
  const fix = 'use what RE2 knows: no look-around, no back-references, flags i, m, s';
  return [{ path, problem: `the pattern cannot be run in linear time (${refused})`, fix }];
}

/** The function in a path that hands a pattern to V8's engine, which a target can make backtrack for minutes. */
function patternFunction(path: string): string | undefined {
  // A quoted name within the path would be escaped here: this finds function calls only.
  return /"type":"FunctionExpr","name":"(match|search)"/.exec(JSON.stringify(parse(path)))?.[1];
}

/** An RFC 9535 path that can be run in linear time. */
export const jsonPathRule: Rule = (value, path) => {
  if (!isJsonPath(value)) {
    return [{ path, problem: `${show(value)} is not a JSON path`, fix: "write one such as '$.status'" }];
  }
  const backtracking = patternFunction(String(value));
  if (!backtracking) return [];
  const problem = `${backtracking}() in a JSON path cannot be run in linear time`;
  return [{ path, problem, fix: "select the value and write jsonPath('...').matches(/.../)" }];
};

function isJsonPath(path: unknown): boolean {
  try {
    return typeof path === 'string' && Boolean(parse(path));
  } catch {
    return false;
  }
}
