import { spanText } from './format.ts';

/** Milliseconds, of the properties whose names say so: they are told as a person reads them. */
const MS = /Ms$/;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A check's definition as lines `name: value`, nested ones and lists of sentences indented by two; what is empty is left out. */
export function definitionLines(value: object, indent = ''): string[] {
  return Object.entries(value).flatMap(([name, part]) => {
    if (part === undefined || part === '' || (Array.isArray(part) && part.length === 0)) return [];
    if (isPlain(part)) {
      const inner = definitionLines(part, `${indent}  `);
      return inner.length === 0 ? [] : [`${indent}${name}:`, ...inner];
    }
    if (isList(part)) return [`${indent}${name}:`, ...part.map((each) => `${indent}  ${itemText(each)}`)];
    return [`${indent}${plainLine(name, part)}`];
  });
}

const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.some((each) => isPlain(each) || /\s/.test(String(each)));

/** `phase server, above 250ms` */
const itemText = (item: unknown): string =>
  isPlain(item)
    ? Object.entries(item)
        .map((entry) => entry.join(' '))
        .join(', ')
    : String(item);

function plainLine(name: string, value: unknown): string {
  if (Array.isArray(value)) return `${name}: ${value.join(', ')}`;
  if (MS.test(name) && typeof value === 'number') return `${name.replace(MS, '')}: ${spanText(value)}`;
  return `${name}: ${value}`;
}
