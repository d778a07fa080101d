import { expect, it } from 'vitest';
import { REDACTED, redactor } from './redact.ts';

const SECRET = 'p&ss "word"/+1';

it.each<[form: string, text: string]>([
  ['as it is', `token ${SECRET} was refused`],
  ['percent-encoded', `https://a.example/?key=${encodeURIComponent(SECRET)}`],
  ['inside JSON', JSON.stringify({ key: SECRET })],
  ['in base64', `got ${Buffer.from(SECRET).toString('base64')}`],
  ['in base64 without padding', Buffer.from(SECRET).toString('base64').replace(/=+$/, '')],
  ['twice', `${SECRET}${SECRET}`],
])('a secret is not read %s', (_form, text) => {
  const clean = redactor([SECRET])({ deep: [{ text }] }).deep[0]?.text;
  expect(clean).toContain(REDACTED);
  expect(clean).not.toContain(SECRET);
  expect(clean).not.toContain(encodeURIComponent(SECRET));
});

it('of two secrets, the one that holds the other is replaced first', () => {
  expect(redactor(['hunter', 'hunter2'])('hunter2')).toBe(REDACTED);
});

it('leaves numbers, nulls and other text as they are', () => {
  const value = { a: 1, b: null, c: 'fine', d: [true] };
  expect(redactor([SECRET])(value)).toEqual(value);
});
