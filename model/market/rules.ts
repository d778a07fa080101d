import * as rules from '../rules.ts';
import { timeReader } from './event-time.ts';
import { TICK_FIELDS, type TimeFormat } from './tick.ts';

/** A share of a whole, `'0%'` to `'100%'`. */
export type Share = `${number}%`;

export const shareRule = rules.rule(
  (value) => typeof value === 'string' && /^(\d{1,2}(\.\d+)?|100)%$/.test(value),
  'a share',
  "one from '0%' to '100%'",
);

/** 0 to 1. */
export const shareOf = (share: Share): number => Number.parseFloat(share) / 100;

const FORMATS = ['iso', 'fix', 's', 'ms', 'us', 'ns'];

export const timeRule: rules.Rule = (value, path) => {
  if (Object(value) !== value) return rules.oneOf(FORMATS)(value, path);
  const wrong = rules.shape({ zone: rules.text({ max: 50, example: "'Australia/Sydney'" }) }, ['zone'])(
    value,
    path,
  );
  if (wrong.length > 0 || isZone(value as TimeFormat)) return wrong;
  const problem = `${rules.show((value as { zone: string }).zone)} is not a time zone`;
  return [{ path: `${path}.zone`, problem, fix: "write one such as 'Australia/Sydney'" }];
};

function isZone(format: TimeFormat): boolean {
  try {
    timeReader(format);
    return true;
  } catch {
    return false;
  }
}

const place = rules.text({ max: 200, example: "a place such as 'data.symbol'" });

/** Where the parts of a tick stand; `required` are those that the definition cannot do without. */
export const fieldsRule = (required: readonly string[]): rules.Rule =>
  rules.shape(Object.fromEntries(TICK_FIELDS.map((name) => [name, place])), required);

export const symbolRule = rules.text({ max: 50, example: "a symbol such as 'BHP'" });
