import { RE2JS } from 're2js';
import type { Check } from '../model/check.ts';
import { UsageError } from './usage-error.ts';

/**
 * The enabled checks whose id or one of whose tags fits one of the patterns; all of them without any. A pattern with `*`
 * (any text) or `?` (any character) must fit as a whole; any other may stand anywhere. Throws `UsageError`, which lists
 * the ids, when nothing fits one of them.
 */
export function select(checks: readonly Check[], patterns: readonly string[] = []): readonly Check[] {
  const enabled = checks.filter((check) => check.enabled);
  if (enabled.length === 0) throw new UsageError('there is no enabled check to run');
  if (patterns.length === 0) return enabled;
  const selected = new Set(patterns.flatMap((pattern) => fittingOf(enabled, pattern)));
  return enabled.filter((check) => selected.has(check));
}

function fittingOf(enabled: readonly Check[], pattern: string): readonly Check[] {
  const fits = fitting(pattern);
  const selected = enabled.filter(({ id, tags }) => [id, ...tags].some(fits));
  if (selected.length > 0) return selected;
  const ids = enabled.map(({ id }) => id).join(', ');
  throw new UsageError(`no check has an id or a tag like ${JSON.stringify(pattern)}; there are ${ids}`);
}

function fitting(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text.includes(pattern);
  const parts = pattern.split(/([*?])/).map((part) => WILDCARDS[part] ?? RE2JS.quote(part));
  const glob = RE2JS.compile(parts.join(''), RE2JS.DOTALL);
  return (text) => glob.matches(text);
}

const WILDCARDS: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };
