import { RE2JS } from 're2js';

/** A regular expression as data, so that a definition can be printed and compared. */
export interface PatternSource {
  readonly source: string;
  readonly flags: string;
}

/** The flags that the linear-time engine knows; `g` and `y` have no meaning for a search. Read late: the engine is loaded late. */
const FLAGS: Record<string, () => number> = {
  i: () => RE2JS.CASE_INSENSITIVE,
  m: () => RE2JS.MULTILINE,
  s: () => RE2JS.DOTALL,
  u: () => 0,
};

/** Compiled patterns by source and flags: a cache, so that a check compiles its pattern once. */
const compiled = new Map<string, RE2JS>();

/**
 * Compiles for the linear-time engine (RE2), because the text comes from the target and V8's engine can be made
 * to backtrack for minutes. Throws when the pattern uses what RE2 has not: look-around and back-references.
 */
export function patternOf({ source, flags }: PatternSource): RE2JS {
  const key = `${flags}/${source}`;
  const known = compiled.get(key);
  if (known) return known;
  const pattern = RE2JS.compile(RE2JS.translateRegExp(source), flagsOf(flags));
  compiled.set(key, pattern);
  return pattern;
}

function flagsOf(flags: string): number {
  return [...flags].reduce((sum, flag) => {
    const value = FLAGS[flag]?.();
    if (value === undefined) throw new SyntaxError(`the flag ${flag} is not known; use i, m or s`);
    return sum | value;
  }, 0);
}

/** Why the linear-time engine refuses a pattern; `undefined` when it takes it. */
export function patternProblem(source: PatternSource): string | undefined {
  try {
    patternOf(source);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
