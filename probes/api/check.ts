import type { Assertion } from '../../model/assertion/assertion.ts';
import { patternProblem } from '../../model/assertion/pattern.ts';
import { assertionRule, jsonPathRule } from '../../model/assertion/rule.ts';
import type { CommonOptions } from '../../model/check.ts';
import type { Complaint } from '../../model/finding.ts';
import { defineKind } from '../../model/kind.ts';
import * as rules from '../../model/rules.ts';
import { withDefaults } from '../../model/settle.ts';
import { type HttpOptions, type HttpSpec, http } from '../http/check.ts';
import { type Extraction, placesIn } from './words.ts';

export * from './words.ts';

/** One request of an `api` check: what an `http` check takes, and what links it to the other steps. */
export interface ApiStep extends Omit<HttpOptions, keyof CommonOptions> {
  /** What the step does, as the message of a failure names it; each once. */
  readonly name: string;
  /** Variables that later steps use as `{{name}}`, in the path and query of the URL, in headers, query and body. */
  readonly extract?: Readonly<Record<string, Extraction>>;
  /** Runs even when an earlier step failed: for what cleans up. @default false */
  readonly always?: boolean;
}

export interface ApiOptions extends CommonOptions {
  /** In order, 1 to 20. Cookies are kept from one to the next. */
  readonly steps: readonly ApiStep[];
  /** What must hold of all steps together. @default [] */
  readonly expect?: readonly Assertion<'phase'>[];
}

/** A step with every default in. */
export interface StepSpec {
  readonly name: string;
  readonly request: HttpSpec;
  readonly expect: readonly Assertion[];
  readonly extract: Readonly<Record<string, Extraction>>;
  readonly always: boolean;
}

export interface ApiSpec {
  readonly steps: readonly StepSpec[];
}

const MAX_STEPS = 20;

const extraction: rules.Rule = (value, path) => {
  const { source, of, pattern } = Object(value) as Partial<Extraction>;
  if (typeof source !== 'string') {
    return [{ path, problem: 'is not an extraction', fix: "write one such as take.json('$.id')" }];
  }
  if (source === 'json') return jsonPathRule(of, path);
  const refused = pattern && patternProblem(pattern);
  const fix = 'use what RE2 knows: no look-around, no back-references, flags i, m, s';
  return refused ? [{ path, problem: `the pattern cannot be run in linear time (${refused})`, fix }] : [];
};

/** The host is the definition's alone: an answer must not choose whom the next step asks. */
const url: rules.Rule = (value, path) => {
  const wrong = http.rules.url?.(value, path) ?? [];
  const isOpen =
    wrong.length === 0 && placesIn(new URL(value as string).host.replaceAll(/%7B|%7D/gi, '{')).length > 0;
  return isOpen ? [{ path, problem: 'has a variable in its host', fix: 'write the host itself' }] : wrong;
};

const step: rules.Rule = rules.shape(
  {
    ...http.rules,
    url,
    expect: rules.listOf(assertionRule(http.sources)),
    name: rules.text({ max: 100, example: "what it does, such as 'log in'" }),
    extract: rules.mapOf(extraction),
    always: rules.flag,
  },
  ['name', 'url'],
);

const steps: rules.Rule = (value, path) => {
  const wrong = rules.listOf(step, { from: 1, to: MAX_STEPS })(value, path);
  return wrong.length > 0
    ? wrong
    : [...unknownPlaces(value as ApiStep[], path), ...namedTwice(value as ApiStep[], path)];
};

function unknownPlaces(all: readonly ApiStep[], path: string): Complaint[] {
  const known = new Set<string>();
  return all.flatMap(({ extract, ...request }, index) => {
    const unknown = placesIn(request).filter((name) => !known.has(name));
    for (const name of Object.keys(extract ?? {})) known.add(name);
    return unknown.map((name) => ({
      path: `${path}[${index}]`,
      problem: `uses {{${name}}}, which no earlier step extracts`,
      fix: `add extract: { ${name}: take.json('$...') } to an earlier step`,
    }));
  });
}

const namedTwice = (all: readonly ApiStep[], path: string): Complaint[] =>
  all.flatMap(({ name }, index) =>
    all.findIndex((other) => other.name === name) === index
      ? []
      : [
          {
            path: `${path}[${index}].name`,
            problem: `${rules.show(name)} is used twice`,
            fix: 'give each step its own',
          },
        ],
  );

function stepSpec({ name, expect = [], extract = {}, always = false, ...request }: ApiStep): StepSpec {
  return {
    name,
    request: http.spec(request),
    expect: withDefaults(expect, http.expectByDefault),
    extract,
    always,
  };
}

/** Requests that build on each other: `api('orders', { steps: [{ name: 'log in', url, extract: {...} }, ...] })`. */
export const api = defineKind<'api', ApiOptions, ApiSpec>({
  kind: 'api',
  required: ['steps'],
  sources: ['phase'],
  expectByDefault: [],
  phases: ['dns', 'connect', 'tls', 'ttfb', 'transfer', 'total'],
  rules: { steps },
  spec: ({ steps: given }) => ({ steps: given.map(stepSpec) }),
  inner: ({ steps: made }) => made.flatMap(({ expect }) => expect),
  target: ({ steps: [first, ...rest] }) => {
    const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
    return first ? `${http.target(first.request)}${more}` : '';
  },
});
