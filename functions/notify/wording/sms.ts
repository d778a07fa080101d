import type { Delivery } from '../sender.ts';
import { headlineOf } from './headline.ts';
import { headOf } from './subject.ts';
import { ascii } from './text.ts';

/** One message carries 140 bytes, which are 160 septets of GSM-7 (3GPP TS 23.038); some networks take 20 for themselves. */
export const MAX_SMS = 140;

/** ASCII that GSM-7 has not, or has only as two septets, and what reads alike. */
const INSTEAD: Readonly<Record<string, string>> = {
  '[': '(',
  ']': ')',
  '{': '(',
  '}': ')',
  '~': '-',
  '^': "'",
  '`': "'",
  '|': '/',
  '\\': '/',
};

const CUT = '...';

/** The whole telling in one SMS: `FIRING critical: portfolio-api fails at eu-west-1: status 503 is not 200.` */
export const smsOf = (delivery: Delivery): string => toGsm(`${headOf(delivery)}: ${headlineOf(delivery)}`);

/** Text in the basic characters of GSM-7, one septet each, cut to one message. */
export function toGsm(text: string): string {
  const plain = ascii(text).replace(/[[\]{}~^`|\\]/g, (char) => INSTEAD[char] ?? '?');
  return plain.length <= MAX_SMS ? plain : `${plain.slice(0, MAX_SMS - CUT.length)}${CUT}`;
}
