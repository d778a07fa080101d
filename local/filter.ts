import type { Check } from '../model/check.ts';
import { UsageError } from './usage-error.ts';

/**
 * The enabled checks whose id or one of whose tags fits the pattern; all of them without one. A pattern with `*`
 * (any text) or `?` (any character) must fit as a whole; any other may stand anywhere. Throws `UsageError`, which lists
 * the ids, when nothing fits.
 */
export function select(checks: readonly Check[], pattern?: string): readonly Check[] {
  const enabled = checks.filter((check) => check.enabled);
  const fits = pattern === undefined ? () => true : fitting(pattern);
  const selected = enabled.filter(({ id, tags }) => [id, ...tags].some(fits));
  if (selected.length > 0) return selected;
  if (pattern === undefined) throw new UsageError('there is no enabled check to run');
  const ids = enabled.map(({ id }) => id).join(', ');
  throw new UsageError(`no check has an id or a tag like ${JSON.stringify(pattern)}; there are ${ids}`);
}

function fitting(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text.includes(pattern);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  const glob = new RegExp(`^${source}$`, 'su');
  return (text) => glob.test(text);
}
