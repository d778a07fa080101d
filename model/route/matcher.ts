import { type PatternSource, patternOf } from '../assertion/pattern.ts';
import type { Labels } from '../labels.ts';

/** A condition on one label, as in Alertmanager. A label that is not there counts as empty text. */
export type Matcher =
  | { readonly label: string; readonly operator: '=' | '!='; readonly value: string }
  | { readonly label: string; readonly operator: '=~' | '!~'; readonly value: PatternSource };

/** The conditions that a label can be held to: `label('team').is('quant')`. Patterns must match the whole value. */
export function label(name: string) {
  const pattern = ({ source, flags }: RegExp): PatternSource => ({ source, flags });
  return {
    is: (value: string): Matcher => ({ label: name, operator: '=', value }),
    isNot: (value: string): Matcher => ({ label: name, operator: '!=', value }),
    matches: (value: RegExp): Matcher => ({ label: name, operator: '=~', value: pattern(value) }),
    doesNotMatch: (value: RegExp): Matcher => ({ label: name, operator: '!~', value: pattern(value) }),
  };
}

/** Whether every matcher holds. No matchers hold always. */
export const matchesAll = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => holds(matcher, labels[matcher.label] ?? ''));

function holds(matcher: Matcher, value: string): boolean {
  switch (matcher.operator) {
    case '=':
      return value === matcher.value;
    case '!=':
      return value !== matcher.value;
    case '=~':
      return patternOf(matcher.value).matches(value);
    case '!~':
      return !patternOf(matcher.value).matches(value);
  }
}
