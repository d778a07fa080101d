import type { PatternSource } from '../../model/assertion/pattern.ts';
import { isSecret } from '../../model/secret.ts';

/** Where a step takes a variable from. Plain data, made by `take`. */
export interface Extraction {
  readonly source: 'json' | 'header' | 'text';
  /** A path, or a header's name; empty for the text. */
  readonly of: string;
  /** Its first group is what is taken, or the whole match. Run in linear time. */
  readonly pattern?: PatternSource;
  /** What is taken is redacted wherever the result shows it. */
  readonly isSecret: boolean;
}

const patternOf = (pattern: RegExp | undefined) =>
  pattern && { pattern: { source: pattern.source, flags: pattern.flags } };

/** Takes a variable out of an answer: `extract: { id: take.json('$.order.id') }`, used later as `{{id}}`. */
export const take = {
  /** The first node of an RFC 9535 path. */
  json: (path: string): Extraction => ({ source: 'json', of: path, isSecret: false }),
  /** A header, or the part of it that the pattern finds. */
  header: (name: string, pattern?: RegExp): Extraction => ({
    source: 'header',
    of: name.toLowerCase(),
    ...patternOf(pattern),
    isSecret: false,
  }),
  /** The part of the body that the pattern finds. */
  text: (pattern: RegExp): Extraction => ({ source: 'text', of: '', ...patternOf(pattern), isSecret: false }),
};

/** A variable that nobody may read, such as a session's token: `concealed(take.json('$.token'))`. */
export const concealed = (extraction: Extraction): Extraction => ({ ...extraction, isSecret: true });

/** `{{name}}`: a letter, then letters, digits and `_`. */
export const PLACE = /\{\{([a-zA-Z]\w*)\}\}/g;

/** The variables that a value asks for, at any depth. */
export function placesIn(value: unknown): string[] {
  if (typeof value === 'string') return [...value.matchAll(PLACE)].map(([, name]) => name ?? '');
  if (typeof value !== 'object' || value === null || isSecret(value)) return [];
  return [...new Set(Object.values(value).flatMap(placesIn))];
}
