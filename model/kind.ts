import type { AlarmRequest } from './alarm/request.ts';
import type { Assertion } from './assertion/assertion.ts';
import type { CommonOptions, Definition, Settings } from './check.ts';
import type { Complaint, Finding } from './finding.ts';
import type { Lane } from './lane.ts';
import type { KindMetric } from './metric.ts';
import type { Phase } from './phase.ts';
import type { Rule, Rules } from './rules.ts';

/** A complaint that may be no more than a warning. */
export interface Remark extends Complaint {
  /** @default 'error' */
  readonly level?: Finding['level'];
}

/** What a kind adds to the common properties, as its folder describes it. */
export interface KindDescription<K extends string, Options extends CommonOptions, Spec> {
  /** One lower-case word, the folder's name and the builder's. */
  readonly kind: K;
  /** One rule for each property that the kind adds. */
  readonly rules: Rules<Omit<Options, keyof CommonOptions | 'expect'>>;
  /** The properties that must be there. */
  readonly required: readonly (keyof Options & string)[];
  /** The sources that its assertions may read. */
  readonly sources: readonly string[];
  /** What it expects when the definition has no assertion on the same source. */
  readonly expectByDefault: readonly Assertion[];
  /** @default 'light' */
  readonly lane?: Lane;
  /** The phases that its probe measures, for the table and the page. */
  readonly phases: readonly Phase[];
  /** The options with the kind's defaults: everything the probe needs. Called on valid options only. */
  readonly spec: (options: Options) => Spec;
  /** The target in one line, without credentials. */
  readonly target: (spec: Spec) => string;
  /** The assertions of its parts, as the steps of a longer check have them. @default none */
  readonly inner?: (spec: Spec) => readonly Assertion[];
  /** The numbers that it publishes, beside those that every check has. Each is billed. @default none */
  readonly metrics?: (spec: Spec) => readonly KindMetric[];
  /** The alarms that it asks for, beside those that every check has. @default none */
  readonly alarms?: (spec: Spec, settings: Settings) => readonly AlarmRequest[];
  /** Whether what it judges itself can degrade a result, beside the thresholds. @default never */
  readonly degrades?: (spec: Spec) => boolean;
  /** The common properties where neither the definition nor a default over it says anything. @default those of every check */
  readonly defaults?: CommonOptions;
  /**
   * What an attempt may take when nobody says, in milliseconds; at most 0.8 of the interval.
   * @default 10_000
   */
  readonly usualTimeoutMs?: (spec: Spec) => number;
  /**
   * What is wrong with a sound definition once every default is in, such as a quota that it goes over or a calendar that
   * ends. `now` is epoch milliseconds. @default nothing
   */
  readonly review?: (spec: Spec, settings: Settings, now: number) => readonly Remark[];
}

/** A kind is its own builder: `http('id', {...})` makes a definition, `http.rules` validate it. */
export interface Kind<K extends string, Options extends CommonOptions, Spec>
  extends KindDescription<K, Options, Spec> {
  (id: string, options: Options): Definition<K, Options>;
}

/** Any kind, for the code that loops over the registry: what it takes is `never`, what it gives is unknown. */
export interface AnyKind extends Omit<KindDescription<string, never, never>, 'rules' | 'required' | 'spec'> {
  (id: string, options: never): Definition;
  readonly rules: Readonly<Record<string, Rule>>;
  readonly required: readonly string[];
  readonly spec: (options: never) => unknown;
}

/** Turns a description into the kind's builder. */
export function defineKind<K extends string, Options extends CommonOptions, Spec>(
  description: KindDescription<K, Options, Spec>,
): Kind<K, Options, Spec> {
  const build = (id: string, options: Options): Definition<K, Options> => ({
    kind: description.kind,
    id,
    options,
  });
  return Object.assign(build, description);
}
