import type { Standing } from './api.ts';

/** What a state is worth. The others say nothing of the target and are left out. */
const WORTH: Partial<Record<Standing, number>> = { passed: 100, degraded: 50, failed: 0 };

/**
 * How well checks stand now, 0 to 100: the mean of what their states are worth. Rounded down, so that 100 is said only of
 * checks that all pass; `undefined` when none of them says anything.
 */
export function scoreOf(checks: readonly { readonly state: Standing }[]): number | undefined {
  const worths = checks.flatMap(({ state }) => WORTH[state] ?? []);
  if (worths.length === 0) return undefined;
  return Math.floor(worths.reduce((sum, worth) => sum + worth, 0) / worths.length);
}

/** One sentence on how everything stands: `Everything passes`, `quote and 2 more fail`. */
export function headlineOf(checks: readonly { readonly id: string; readonly state: Standing }[]): string {
  const of = (state: Standing) => checks.filter((check) => check.state === state).map(({ id }) => id);
  const [failed, errored, degraded, passed] = [of('failed'), of('errored'), of('degraded'), of('passed')];
  if (checks.length === 0) return 'Nothing is watched';
  if (failed.length > 0) return `${named(failed)} ${failed.length === 1 ? 'fails' : 'fail'}`;
  if (errored.length > 0) return `${named(errored)} cannot be probed by this machine`;
  if (degraded.length > 0) return `${named(degraded)} ${degraded.length === 1 ? 'is' : 'are'} degraded`;
  return passed.length === 0 ? 'Waiting for the first results' : 'Everything passes';
}

function named([first = '', ...more]: readonly string[]): string {
  if (more.length === 0) return first;
  return `${first} and ${more.length === 1 ? more[0] : `${more.length} more`}`;
}
