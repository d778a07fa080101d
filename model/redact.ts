/** Replaces what must not be read by anyone: in text, and in every string of a value. */
export type Redact = <Value>(value: Value) => Value;

export const REDACTED = '[redacted]';

/** Shorter than this a "secret" would blank out ordinary words: it is not replaced, and validation warns. */
export const MIN_SECRET_LENGTH = 4;

/** A redactor for these secrets, in every form in which they travel: plain, percent-encoded, base64. */
export function redactor(secrets: Iterable<string>): Redact {
  const forms = [...new Set([...secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const clean = (text: string): string =>
    forms.reduce((rest, form) => withoutTails(rest.replaceAll(form, REDACTED), form), text);
  return <Value>(value: Value): Value => (forms.length === 0 ? value : (walk(value, clean) as Value));
}

function formsOf(secret: string): string[] {
  if (secret.length < MIN_SECRET_LENGTH) return [];
  const base64 = Buffer.from(secret).toString('base64');
  const percent = encodeURIComponent(secret);
  return [
    secret,
    percent,
    percent.replace(/%../g, (byte) => byte.toLowerCase()),
    new URLSearchParams({ '': secret }).toString().slice(1), // as a query writes it
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
  ];
}

/** Marks where a message was cut; an excerpt is cut at its end without a mark. */
const CUT = '...';

/** Redacts the beginning of a secret where the text was cut within it. */
function withoutTails(text: string, form: string): string {
  return text
    .split(CUT)
    .map((piece) => {
      const at = tailOf(piece, form);
      return at === undefined ? piece : `${piece.slice(0, at)}${REDACTED}`;
    })
    .join(CUT);
}

/** Where the beginning of `form` ends the text; `undefined` when it does not. */
function tailOf(text: string, form: string): number | undefined {
  const start = form.slice(0, MIN_SECRET_LENGTH);
  let at = text.indexOf(start, Math.max(0, text.length - form.length));
  while (at !== -1 && !form.startsWith(text.slice(at))) at = text.indexOf(start, at + 1);
  return at === -1 ? undefined : at;
}

function walk(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, clean)]));
}
