import type { CfnTag } from 'aws-cdk-lib';
import type { Alarm } from '../../model/alarm/alarm.ts';

/** Keeps our names apart from the tags that a company has rules for. */
const PREFIX = 'vedette:';

/** Tagging: letters, digits, spaces and _ . : / = + - @ (Tag, Value). */
const NOT_IN_A_TAG = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/** What routes and people go by, where whoever holds the alarm can read it: its labels, and the check's id. */
export function tagsOf({ check, labels }: Alarm): CfnTag[] {
  return Object.entries({ ...labels, check })
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => ({ key: `${PREFIX}${name}`, value: value.replace(NOT_IN_A_TAG, '_') }));
}
