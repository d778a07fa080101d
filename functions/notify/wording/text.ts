/** Marks where text was cut; the redactor knows it too. */
const CUT = '...';

/** Text of at most `max` UTF-16 units; what is cut off is marked, and no character is cut in two. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - CUT.length)).replace(/[\ud800-\udbff]$/, '')}${CUT}`;
}

/** Controls and invisible characters, with which foreign text could break out of its line or turn it around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;

/** Foreign text as one line of at most `max` characters. */
export const oneLine = (text: string, max: number): string =>
  clip(text.replace(UNPRINTABLE, ' ').trim(), max);

/** The first `max` items, and how many more there are: `a, b and 3 more`. */
export function firstOf(items: readonly string[], max: number): string {
  const more = items.length - max;
  return more > 0 ? `${items.slice(0, max).join(', ')} and ${more} more` : items.join(', ');
}

/** `1 alarm`, `2 alarms`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Printable ASCII: accents are dropped, anything else becomes a question mark. */
export const ascii = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '?');
