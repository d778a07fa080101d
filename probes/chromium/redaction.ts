import { REDACTED } from '../../model/redact.ts';

/** A header as HAR has it. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** Headers whose values are credentials. */
const HIDDEN =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|(^|-)(api-?key|auth|token|secret|csrf|xsrf|session)(-|$)/i;

/** Headers as they may be read: of credentials only that they were there. */
export const toldHeaders = (headers: readonly NamedValue[]): NamedValue[] =>
  headers.map(({ name, value }) => ({ name, value: HIDDEN.test(name) ? REDACTED : value }));

/** A URL as it may be read: without user information. Text that is no URL stays as it is. */
export function toldUrl(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, '$1');
}
