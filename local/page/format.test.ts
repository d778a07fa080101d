import { describe, expect, it } from 'vitest';
import { definitionLines } from './definition.ts';
import { agoText, msText, percentText, spanText } from './format.ts';
import { bothText, clockText, exchangeZone } from './zones.ts';

describe('figures as they are read', () => {
  it.each([
    [undefined, '–'],
    [0, '0 ms'],
    [0.04, '0.0 ms'],
    [9.94, '9.9 ms'],
    [9.96, '10 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
  ])('%s ms is %s', (ms, text) => expect(msText(ms)).toBe(text));

  it.each([
    [undefined, '–'],
    [1, '100%'],
    [0.9999, '99.9%'],
    [0, '0.0%'],
  ])('a share of %s is %s', (share, text) => expect(percentText(share)).toBe(text));

  it.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [185_000, '3 min 5 s'],
    [3_600_000, '1 h'],
    [90_000_000, '1 d 1 h'],
  ])('a span of %s ms is %s', (ms, text) => expect(spanText(ms)).toBe(text));

  it.each([
    [0, 'now'],
    [-5_000, 'now'],
    [44_000, '40 s ago'],
    [61_000, '1 min ago'],
    [7_300_000, '2 h ago'],
  ])('%s ms before is %s', (ms, text) => expect(agoText(0, ms)).toBe(text));
});

describe('the exchange’s zone', () => {
  it.each([
    { says: 'the label', source: { label: 'Europe/Zurich', home: 'us-east-1' }, zone: 'Europe/Zurich' },
    {
      says: 'the home region, where the label is no zone',
      source: { label: 'Sidney', home: 'ap-southeast-2' },
      zone: 'Australia/Sydney',
    },
    { says: 'UTC, where nothing is known', source: {}, zone: 'UTC' },
  ])('is that of $says', ({ source, zone }) => {
    expect(exchangeZone(source)).toBe(zone);
  });

  it('stands beside the viewer’s', () => {
    const at = Date.UTC(2026, 10, 22, 1, 2, 3);
    expect(clockText(at, 'Australia/Sydney')).toBe('12:02:03');
    expect(bothText(at, 'Australia/Sydney')).toMatch(/· 12:02:03 Sydney$/);
  });
});

describe('a definition', () => {
  it('is lines, with its durations as a person reads them and without what is empty', () => {
    const lines = definitionLines({
      id: 'quote',
      everyMs: 10_000,
      tags: [],
      group: undefined,
      labels: { team: 'quant' },
      locations: ['local', 'home'],
      expect: ['status is 200'],
      thresholds: { degraded: [{ phase: 'server', above: '250ms' }], failed: [] },
    });
    expect(lines).toEqual([
      'id: quote',
      'every: 10 s',
      'labels:',
      '  team: quant',
      'locations: local, home',
      'expect:',
      '  status is 200',
      'thresholds:',
      '  degraded:',
      '    phase server, above 250ms',
    ]);
  });
});
