/** Milliseconds, of the properties whose names say so. */
const isMs = (name: string): boolean => name.endsWith('Ms');

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A check's definition as lines `name: value`, nested ones indented by two; what is empty is left out. */
export function definitionLines(value: object, indent = ''): string[] {
  return Object.entries(value).flatMap(([name, part]) => {
    if (part === undefined || part === '' || (Array.isArray(part) && part.length === 0)) return [];
    if (isPlain(part)) {
      const inner = definitionLines(part, `${indent}  `);
      return inner.length === 0 ? [] : [`${indent}${name}:`, ...inner];
    }
    return [`${indent}${name}: ${plainText(name, part)}`];
  });
}

function plainText(name: string, value: unknown): string {
  if (Array.isArray(value))
    return value.every((each) => !isPlain(each)) ? value.join(', ') : JSON.stringify(value);
  return isMs(name) && typeof value === 'number' ? `${value} ms` : String(value);
}
