import type { Check } from '../../model/check.ts';

/** What is told of a check: never what its kind needs to know, which may hold what is not to be shown. */
const TOLD = [
  'id',
  'kind',
  'group',
  'target',
  'description',
  'enabled',
  'everyMs',
  'timeoutMs',
  'locations',
  'tags',
  'labels',
  'runbook',
] as const satisfies readonly (keyof Check)[];

export type ToldCheck = Pick<Check, (typeof TOLD)[number]>;

export const told = (check: Check): ToldCheck =>
  Object.fromEntries(TOLD.map((name) => [name, check[name]])) as unknown as ToldCheck;
