/** Replaces what must not be read by anyone: in text, and in every string of a value. */
export type Redact = <Value>(value: Value) => Value;

export const REDACTED = '[redacted]';

/** Shorter than this a "secret" would blank out ordinary words: it is not replaced, and validation warns. */
export const MIN_SECRET_LENGTH = 4;

/** A redactor for these secrets, in every form in which they travel: plain, percent-encoded, base64. */
export function redactor(secrets: Iterable<string>): Redact {
  const forms = [...new Set([...secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const clean = (text: string): string => forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
  return <Value>(value: Value): Value => (forms.length === 0 ? value : (walk(value, clean) as Value));
}

function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET_LENGTH) return [];
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
  ];
}

function walk(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, clean)]));
}
