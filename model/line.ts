/** Controls and invisible characters, with which foreign text could break out of its line, or turn it around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Foreign text as one line: a run of what cannot be printed is one space. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, ' ');

/** Marks where text was cut; the redactor knows it too. */
const CUT = '...';

/** Text of at most `max` UTF-16 units; what is cut off is marked, and no character is cut in two. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - CUT.length)).replace(/[\ud800-\udbff]$/, '')}${CUT}`;
}

/** Foreign text as one line of at most `max` characters, without spaces that say nothing. */
export const oneLine = (text: string, max: number): string =>
  clip(printable(text).replace(/\s+/g, ' ').trim(), max);

/** `1 alarm`, `2 alarms`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
