import type { Format } from '../local/server/metrics/exposition.ts';

interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface ReadFamily {
  readonly name: string;
  readonly help: string;
  type?: string;
  unit?: string;
  readonly samples: ReadSample[];
}

/**
 * A strict reader, written from the grammars of OpenMetrics 1.0 and of the text format 0.0.4 and sharing nothing with the
 * writer: whatever is not said there is an error.
 */
export function parseExposition(
  text: string,
  { hasUnits, end }: Pick<Format, 'hasUnits' | 'end'>,
): ReadFamily[] {
  if (!text.endsWith(end) || (text !== '' && !text.endsWith('\n')))
    throw new Error('it does not end as it should');
  const families: ReadFamily[] = [];
  const body = text.slice(0, text.length - end.length);
  for (const line of body.split('\n').slice(0, -1)) {
    if (line.startsWith('#')) readDescriptor(line, families, hasUnits);
    else readSample(line, families);
  }
  const names = families.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new Error('a family comes twice');
  return families;
}

function readDescriptor(line: string, families: ReadFamily[], hasUnits: boolean): void {
  const [, word = '', name = '', rest = ''] =
    /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][\w:]*) (.*)$/s.exec(line) ?? [];
  if (word === 'HELP') {
    families.push({ name, help: unescaped(rest, hasUnits ? '\\"n' : '\\n'), samples: [] });
    return;
  }
  const family = families.at(-1);
  if (family?.name !== name || family.samples.length > 0) throw new Error(`out of place: ${line}`);
  if (word === 'TYPE' && /^(gauge|counter)$/.test(rest) && !family.type) family.type = rest;
  else if (word === 'UNIT' && hasUnits && name.endsWith(`_${rest}`) && !family.unit) family.unit = rest;
  else throw new Error(`not a descriptor: ${line}`);
}

const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(,(?=[a-zA-Z_])|$)/sy;

function readSample(line: string, families: ReadFamily[]): void {
  const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/s.exec(line);
  if (!found) throw new Error(`not a sample: ${line}`);
  const [, name = '', inner = '', value = ''] = found;
  const family = families.at(-1);
  const isIts =
    family && (name === family.name || (family.type === 'counter' && name === `${family.name}_total`));
  if (!isIts || (family.type === 'counter' && !name.endsWith('_total')))
    throw new Error(`out of place: ${line}`);
  const sample = { name, labels: readLabels(inner), value: readNumber(value) };
  const key = JSON.stringify(Object.entries(sample.labels).sort());
  const isKnown = family.samples.some(({ labels }) => JSON.stringify(Object.entries(labels).sort()) === key);
  if (isKnown) throw new Error(`twice: ${line}`);
  family.samples.push(sample);
}

function readLabels(inner: string): Record<string, string> {
  const labels = new Map<string, string>();
  LABEL.lastIndex = 0;
  let at = 0;
  while (at < inner.length) {
    const [whole, name = '', value = ''] = LABEL.exec(inner) ?? [];
    if (whole === undefined || labels.has(name)) throw new Error(`not labels: ${inner}`);
    labels.set(name, unescaped(value, '\\"n'));
    at += whole.length;
  }
  return Object.fromEntries(labels);
}

function readNumber(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) return Number(text);
  throw new Error(`not a number: ${text}`);
}

function unescaped(text: string, known: string): string {
  return text.replace(/\\(.?)/gs, (whole, next: string) => {
    if (next === '' || !known.includes(next)) throw new Error(`not an escape: ${whole}`);
    return next === 'n' ? '\n' : next;
  });
}
