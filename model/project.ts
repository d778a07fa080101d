import type { CommonOptions, Definition } from './check.ts';
import type { Location } from './location.ts';
import type { ReceiverDefinition } from './receiver.ts';
import type { Inhibition, Route, Silence } from './route/route.ts';

/** Checks that share defaults. */
export interface Group {
  readonly group: string;
  readonly defaults: CommonOptions;
  readonly checks: readonly Definition[];
}

export interface ProjectOptions {
  /** The region that holds metrics and alarms, and the location of a check that names none. */
  readonly home: Location;
  /** Defaults of every check. A group's come over them, a check's own over both. @default {} */
  readonly defaults?: CommonOptions;
  readonly checks: readonly (Definition | Group)[];
  /** Who can be told. @default one topic, `vedette-alarms`, to which anything may be subscribed */
  readonly receivers?: readonly ReceiverDefinition[];
  /** Who is told what. @default the default tree over the receivers that there are, see `defaultRoutes` */
  readonly routes?: Route;
  /** Beside the rules that every project has: a check's worse alarm inhibits its lesser ones, a parent its children. @default [] */
  readonly inhibit?: readonly Inhibition[];
  /** Silences and maintenance windows. @default [] */
  readonly silences?: readonly Silence[];
  /**
   * Stacks that the alarms are spread over by a hash of the check's id, 1 to 64. A CloudFormation stack holds 500
   * resources; changing this moves alarms between stacks, see docs/adr/0005. @default 4
   */
  readonly alarmStacks?: number;
  /** Refuse to delete the stacks. @default false */
  readonly terminationProtection?: boolean;
}

/** What `checks/index.ts` exports: everything that one deployment watches. */
export interface Project extends ProjectOptions {
  readonly vedette: 'project';
}

export function project(options: ProjectOptions): Project {
  return { vedette: 'project', ...options };
}

/** Gives several checks the same defaults: `group('quotes', { every: '10s' }, [...])`. */
export function group(name: string, defaults: CommonOptions, checks: readonly Definition[]): Group {
  return { group: name, defaults, checks };
}

export const isProject = (value: unknown): value is Project =>
  typeof value === 'object' && value !== null && (value as Project).vedette === 'project';
