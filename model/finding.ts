import { distance } from 'fastest-levenshtein';

/** What a rule says against a value: the path to it, the problem and the fix. */
export interface Complaint {
  readonly path: string;
  readonly problem: string;
  readonly fix: string;
}

/** One thing that is wrong with a definition: where, what, and what to write instead. */
export interface Finding {
  /** `error` stops validate, start, run and synth with exit status 2; `warning` is only told. */
  readonly level: 'error' | 'warning';
  /** The check's id, the name of a group or receiver in quotes, an alarm's name, or `project`. */
  readonly subject: string;
  /** The property's path, as in `retry.after` or `expect[2]`. */
  readonly property: string;
  readonly problem: string;
  readonly fix: string;
}

/** Makes a rule's complaint a finding of this subject: an error where it does not say otherwise. */
export const toFinding =
  (subject: string) =>
  ({ path, problem, fix, level = 'error' }: Complaint & { readonly level?: Finding['level'] }): Finding => ({
    level,
    subject,
    property: path,
    problem,
    fix,
  });

/** The one line that a person reads: `portfolio-api: timeout: is 30s, not below every (30s); write at most '29s'`. */
export function formatFinding({ level, subject, property, problem, fix }: Finding): string {
  const mark = level === 'warning' ? 'warning: ' : '';
  return `${mark}${subject}: ${property}: ${problem}; ${fix}`;
}

/** The fix for a name that is not known: the nearest one that is, or `otherwise` when none is near. */
export function suggest(
  name: string,
  candidates: readonly string[],
  otherwise = `use one of ${candidates.join(', ')}`,
): string {
  const meant = nearest(name, candidates);
  return meant === undefined ? otherwise : `did you mean '${meant}'?`;
}

/** The candidate that a misspelt name most likely meant; `undefined` when none is near. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away <= limit)
    .sort((a, b) => a.away - b.away);
  return ranked[0]?.candidate;
}
