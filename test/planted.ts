/** What a secret has that some encoding changes. */
const AWKWARD = [
  'plain',
  'a/b+c==',
  'ü"quoted"',
  'sp ace&amp',
  '<x>%41',
  "o'clock{}",
  'back\\slash',
  '~!*()',
];

/** None is the beginning of another, so that a hit says which one it was. */
export const secretValue = (name: string): string =>
  `S${name}:${AWKWARD[Number(name) % AWKWARD.length]}:tail${name}`;

/** Every form in which a secret may be read: plain, percent-encoded, base64 at each alignment, escaped. */
function formsOf(value: string): string[] {
  const percent = encodeURIComponent(value);
  return [
    value,
    percent,
    percent.replace(/%../g, (byte) => byte.toLowerCase()),
    new URLSearchParams({ v: value }).toString().slice(2),
    JSON.stringify(value).slice(1, -1),
    Buffer.from(value).toString('base64'),
    Buffer.from(value).toString('base64url'),
    Buffer.from(`desk:${value}`).toString('base64'),
  ];
}

/** The secrets, by name, that can be read in an output, and in which form. */
export const hitsIn = (secrets: Readonly<Record<string, string>>, output: string): string[] =>
  Object.entries(secrets).flatMap(([name, value]) =>
    formsOf(value)
      .filter((form) => output.includes(form) || output.includes(JSON.stringify(form).slice(1, -1)))
      .map((form) => `${name}: ${form}`),
  );
