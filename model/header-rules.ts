/** What a header may be called: RFC 9110, 5.6.2. */
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

export const isHeaderName = (name: string): boolean => NAME.test(name);

/** No control characters: a line break in a value would be a header of its own. */
export const isHeaderValue = (value: unknown): boolean =>
  typeof value === 'string' && !/[^\t\x20-\x7e\x80-\xff]/.test(value);

/** Headers that hold credentials whatever their value looks like, in lower case. */
export const CREDENTIAL_HEADERS: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];
