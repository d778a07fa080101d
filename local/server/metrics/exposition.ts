/** A metric with its samples, in the words of OpenMetrics. A counter's name is without `_total`. */
export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** The name ends in it. */
  readonly unit?: 'seconds';
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** In the order in which they are written; those without a value are left out. */
  readonly labels: SampleLabels;
  readonly value: number;
}

export type SampleLabels = Readonly<Record<string, string | undefined>>;

/** The two texts that Prometheus reads, with what they differ in. */
export const FORMATS = {
  /** OpenMetrics 1.0.0. */
  openMetrics: {
    name: 'application/openmetrics-text',
    versions: ['1.0.0', '0.0.1'],
    contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    hasUnits: true,
    /** What the family of a counter is called in its own lines. */
    familySuffix: '',
    escapeHelp: (help: string) => escaped(help),
    end: '# EOF\n',
  },
  /** Prometheus' own, 0.0.4. */
  text: {
    name: 'text/plain',
    versions: ['0.0.4'],
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    hasUnits: false,
    familySuffix: '_total',
    escapeHelp: (help: string) => help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n'),
    end: '',
  },
} as const;

export type Format = (typeof FORMATS)[keyof typeof FORMATS];

/** Writes families in their order; the same families give the same text. Those without samples are left out. */
export const exposition = (families: readonly Family[], format: Format): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map((family) => written(family, format))
    .join('') + format.end;

function written({ name, type, help, unit, samples }: Family, format: Format): string {
  const isCounter = type === 'counter';
  const family = isCounter ? name + format.familySuffix : name;
  const sampled = isCounter ? `${name}_total` : name;
  return [
    `# HELP ${family} ${format.escapeHelp(help)}\n`,
    `# TYPE ${family} ${type}\n`,
    unit && format.hasUnits ? `# UNIT ${family} ${unit}\n` : '',
    ...samples.map(({ labels, value }) => `${sampled}${labelsText(labels)} ${numberText(value)}\n`),
  ].join('');
}

function labelsText(labels: SampleLabels): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}="${escaped(value)}"`],
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (found) => ESCAPES[found] ?? found);

const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
