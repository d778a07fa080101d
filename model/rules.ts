import { type Duration, formatMs, parseDuration } from './duration.ts';
import { type Complaint, suggest } from './finding.ts';
import { isSecret } from './secret.ts';

/** Judges one value of a definition. Returns every complaint, and none when the value is right. */
export type Rule = (value: unknown, path: string) => Complaint[];

/** One rule for each property of an options type, so that a forgotten one does not compile. */
export type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule };

/** Any value as a person reads it in a complaint, at most 60 characters; never throws. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  } catch {
    return `a value that is not JSON (${typeof value})`;
  }
}

/** A rule from a predicate, for a value that is simply right or wrong. */
export function rule(holds: (value: unknown) => boolean, what: string, example: string): Rule {
  return (value, path) =>
    holds(value) ? [] : [{ path, problem: `${show(value)} is not ${what}`, fix: `write ${example}` }];
}

/** Whole text of 1 to `max` characters. */
export function text({ max, example }: { max: number; example: string }): Rule {
  const holds = (value: unknown) => typeof value === 'string' && value.length > 0 && value.length <= max;
  return rule(holds, `text of 1 to ${max} characters`, example);
}

export const flag: Rule = rule((value) => typeof value === 'boolean', 'true or false', 'true or false');

/** A whole number within a range, both ends included. */
export function count({ from, to }: { from: number; to: number }): Rule {
  const holds = (value: unknown) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
  return rule(holds, `a whole number from ${from} to ${to}`, `a number from ${from} to ${to}`);
}

/** A duration within a range, both ends included. */
export function duration({ from, to }: { from: Duration; to: Duration }): Rule {
  const [low, high] = [parseDuration(from) ?? 0, parseDuration(to) ?? 0];
  return (value, path) => {
    const ms = parseDuration(value);
    if (ms === undefined) {
      return [{ path, problem: `${show(value)} is not a duration`, fix: `write one such as '${from}'` }];
    }
    if (ms >= low && ms <= high) return [];
    return [{ path, problem: `${formatMs(ms)} is out of range`, fix: `write from '${from}' to '${to}'` }];
  };
}

/** One of a closed set of words; the nearest one is suggested. */
export function oneOf(words: readonly string[]): Rule {
  return (value, path) => {
    if (words.includes(value as string)) return [];
    const every = `write one of ${words.join(', ')}`;
    const fix = typeof value === 'string' ? suggest(value, words, every) : every;
    return [{ path, problem: `${show(value)} is not known`, fix }];
  };
}

/** An absolute URL with one of the given schemes. */
export function url(...schemes: readonly string[]): Rule {
  const holds = (value: unknown) =>
    typeof value === 'string' &&
    URL.canParse(value) &&
    schemes.includes(new URL(value).protocol.slice(0, -1));
  return rule(
    holds,
    `an absolute ${schemes.join(' or ')} URL`,
    `one such as '${schemes.at(-1)}://example.com/'`,
  );
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** An https URL; http only to this machine, where nobody listens in. */
export const safeUrl: Rule = rule(
  (value) => {
    if (typeof value !== 'string' || !URL.canParse(value)) return false;
    const { protocol, hostname } = new URL(value);
    return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
  },
  'an absolute https URL',
  "one such as 'https://example.com/'",
);

/** A list whose every item keeps the rule. */
export function listOf(item: Rule, { from = 0, to = 1_000 }: { from?: number; to?: number } = {}): Rule {
  return (value, path) => {
    if (!Array.isArray(value))
      return [{ path, problem: `${show(value)} is not a list`, fix: 'write [ ... ]' }];
    if (value.length < from || value.length > to) {
      return [{ path, problem: `has ${value.length} items`, fix: `write ${from} to ${to}` }];
    }
    return value.flatMap((entry, index) => item(entry, `${path}[${index}]`));
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object with free names and values that keep the rule. */
export function mapOf(item: Rule): Rule {
  return (value, path) => {
    if (!isObject(value)) return [{ path, problem: `${show(value)} is not an object`, fix: 'write { ... }' }];
    return Object.entries(value).flatMap(([name, entry]) => item(entry, `${path}.${name}`));
  };
}

/** An object with known names only. A name that is not known gets the nearest one suggested. */
export function shape(rules: Record<string, Rule>, required: readonly string[] = []): Rule {
  return (value, path) => {
    if (!isObject(value)) return [{ path, problem: `${show(value)} is not an object`, fix: 'write { ... }' }];
    const missing = required
      .filter((name) => value[name] === undefined)
      .map((name) => ({ path: join(path, name), problem: 'is missing', fix: `add ${name}` }));
    const wrong = Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .flatMap(([name, entry]) => {
        const known = Object.hasOwn(rules, name) ? rules[name] : undefined;
        return known?.(entry, join(path, name)) ?? [unknownName(name, path, rules)];
      });
    return [...missing, ...wrong];
  };
}

function unknownName(name: string, path: string, rules: Record<string, Rule>): Complaint {
  return { path: join(path, name), problem: 'is not a property', fix: suggest(name, Object.keys(rules)) };
}

const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);

/** Any one of several; when none fits, the complaints of the nearest are told: the one with the fewest. */
export function either(...alternatives: readonly Rule[]): Rule {
  return (value, path) =>
    alternatives
      .map((alternative) => alternative(value, path))
      .reduce((nearest, complaints) => (nearest.length < complaints.length ? nearest : complaints));
}

/** A secret reference, or a plain value that keeps the rule. */
export function secretOr(plain: Rule): Rule {
  return (value, path) => (isSecret(value) ? secretName(value.secret, `${path}.secret`) : plain(value, path));
}

/** A secret reference and nothing else: a plain value here would end up in the bundle. */
export const secretOnly: Rule = (value, path) =>
  isSecret(value)
    ? secretName(value.secret, `${path}.secret`)
    : [{ path, problem: 'is written in the open', fix: "refer to it: secret('team/name')" }];

const secretName: Rule = rule(
  (value) => typeof value === 'string' && /^[A-Za-z0-9_./-]{1,200}$/.test(value),
  'a secret name (letters, digits, . _ - /)',
  "one such as 'portfolio/token'",
);

/** Whether `Intl` knows the zone. */
export function isTimeZone(value: unknown): boolean {
  try {
    return typeof value === 'string' && new Intl.DateTimeFormat('en', { timeZone: value }) !== undefined;
  } catch {
    return false;
  }
}

/** A time zone; the example is what the finding says to write. */
export const timeZone = (example: string): Rule =>
  rule(isTimeZone, 'a time zone', `one such as '${example}'`);
