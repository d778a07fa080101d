import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition } from '../../../test/exposition.ts';
import { exposition, type Family, FORMATS } from './exposition.ts';

const FAMILIES: readonly Family[] = [
  {
    name: 'probe_duration_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'How long a "probe" took',
    samples: [{ labels: { check: 'a', team: undefined, target: 'GET "x"\\\ny' }, value: 0.25 }],
  },
  { name: 'empty', type: 'gauge', help: 'Nobody has it', samples: [] },
  { name: 'vedette_results', type: 'counter', help: 'Results', samples: [{ labels: {}, value: 3 }] },
];

describe('what Prometheus reads', () => {
  it('is OpenMetrics with its units and its end', () => {
    expect(exposition(FAMILIES, FORMATS.openMetrics)).toBe(
      [
        '# HELP probe_duration_seconds How long a \\"probe\\" took',
        '# TYPE probe_duration_seconds gauge',
        '# UNIT probe_duration_seconds seconds',
        'probe_duration_seconds{check="a",target="GET \\"x\\"\\\\\\ny"} 0.25',
        '# HELP vedette_results Results',
        '# TYPE vedette_results counter',
        'vedette_results_total 3',
        '# EOF',
        '',
      ].join('\n'),
    );
  });

  it('is the older text without them, and names a counter as its samples', () => {
    expect(exposition(FAMILIES, FORMATS.text)).toBe(
      [
        '# HELP probe_duration_seconds How long a "probe" took',
        '# TYPE probe_duration_seconds gauge',
        'probe_duration_seconds{check="a",target="GET \\"x\\"\\\\\\ny"} 0.25',
        '# HELP vedette_results_total Results',
        '# TYPE vedette_results_total counter',
        'vedette_results_total 3',
        '',
      ].join('\n'),
    );
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\\', '"', '\n', '{', '}', ',', '=', ' ', 'n', '#') }),
  );
  const anyName = fc.stringMatching(/^[a-z][a-z0-9_]{0,12}$/);
  const anyFamily = fc.record({
    name: anyName,
    type: fc.constantFrom('gauge' as const, 'counter' as const),
    help: anyText,
    samples: fc.uniqueArray(
      fc.record({
        labels: fc.dictionary(anyName, anyText, { maxKeys: 4 }),
        value: fc.double({ noNaN: true }).map((value) => value + 0),
      }),
      {
        maxLength: 4,
        selector: ({ labels }) =>
          JSON.stringify(
            Object.entries(labels)
              .filter(([, text]) => text !== '')
              .sort(),
          ),
      },
    ),
  });
  const anyFamilies = fc.uniqueArray(anyFamily, {
    maxLength: 4,
    selector: ({ name }) => name.replace(/(_total)+$/, ''),
  });

  it.each(Object.entries(FORMATS))('%s: a strict reader reads back whatever was written', (_name, format) => {
    fc.assert(
      fc.property(anyFamilies, (families) => {
        const isCounter = ({ type }: Family) => type === 'counter';
        const expected = families
          .filter(({ samples }) => samples.length > 0)
          .map((family) => ({
            name: family.name + (isCounter(family) ? format.familySuffix : ''),
            type: family.type,
            help: family.help,
            samples: family.samples.map(({ labels, value }) => ({
              name: family.name + (isCounter(family) ? '_total' : ''),
              labels: Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== '')),
              value,
            })),
          }));
        const text = exposition(families, format);
        expect(parseExposition(text, format)).toEqual(expected);
        expect(exposition(families, format)).toBe(text);
      }),
    );
  });
});
