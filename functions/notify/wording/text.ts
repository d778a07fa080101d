/** The first `max` items, and how many more there are: `a, b and 3 more`. */
export function firstOf(items: readonly string[], max: number): string {
  const more = items.length - max;
  return more > 0 ? `${items.slice(0, max).join(', ')} and ${more} more` : items.join(', ');
}

/** Printable ASCII: accents are dropped, anything else becomes a question mark. */
export const ascii = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^ -~]/gu, '?');
