import { describe, expect, it } from 'vitest';
import type { State } from '../../model/result.ts';
import type { Row } from './board.ts';
import { type Frame, renderTable } from './table.ts';

function row(check: string, state?: State, message = 'everything held'): Row {
  const phases = { dns: 0.42, connect: 0.31, tls: 6.1, ttfb: 1_510, transfer: 0.8, total: 1_518 };
  return {
    check,
    ...(state && { last: { state, message, phases } }),
    success: state ? { up: 359, judged: 360 } : { up: 0, judged: 0 },
    nextInSeconds: 7,
  };
}

const frame = (over: Partial<Frame> = {}): Frame => ({
  rows: [
    row('site', 'passed'),
    row('quote', 'degraded', 'server took 1.51s, above the degraded limit of 250ms'),
  ],
  notes: ['Demo exchange on https://localhost:4743'],
  width: 120,
  height: 40,
  color: false,
  ...over,
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const plain = (line: string) => line.replace(/\x1b\[[\d;]*m/g, '');

describe('the live table', () => {
  it('shows each check with its phases, and the message of what did not pass', () => {
    expect(renderTable(frame())).toEqual([
      'Vedette  2 checks  ● 1 passed  ◐ 1 degraded',
      'Demo exchange on https://localhost:4743',
      '',
      '  CHECK  STATE     TOTAL  DNS  CONNECT  TLS  TTFB  TRANSFER     LAST HOUR   NEXT',
      '● site   passed    1.52s  0.4      0.3  6.1  1510       0.8  99.7% of 360  in 7s',
      '◐ quote  degraded  1.52s  0.4      0.3  6.1  1510       0.8  99.7% of 360  in 7s',
      '',
      '◐ quote: server took 1.51s, above the degraded limit of 250ms',
    ]);
  });

  it('leaves a phase blank that a kind does not have, and fits 100 columns with every kind', () => {
    const dns = row('public-name', 'passed');
    const phases = { ttfb: 11, total: 11.4 };
    const lines = renderTable(
      frame({
        rows: [row('site-redirect', 'degraded'), { ...dns, last: { state: 'passed', message: '', phases } }],
        notes: [],
        width: 100,
      }),
    );
    expect(lines.slice(2, 5)).toEqual([
      '  CHECK          STATE     TOTAL  DNS  CONNECT  TLS  TTFB  TRANSFER     LAST HOUR   NEXT',
      '◐ site-redirect  degraded  1.52s  0.4      0.3  6.1  1510       0.8  99.7% of 360  in 7s',
      '● public-name    passed     11ms                       11            99.7% of 360  in 7s',
    ]);
  });

  it('tells a check without a result yet from one with', () => {
    const [, , , , line] = renderTable(frame({ rows: [row('site')] }));
    expect(line).toMatch(/^○ site {3}waiting\s+in 7s$/);
  });

  it.each([120, 80, 60, 40, 24, 10, 3])('is never wider than the terminal: %i columns', (width) => {
    const rows = [
      row('a-check-with-a-long-name', 'failed', 'x'.repeat(300)),
      row('site', 'errored', 'a b '.repeat(90)),
    ];
    const lines = renderTable(frame({ rows, width, color: true }));
    expect(Math.max(...lines.map((line) => plain(line).length))).toBeLessThanOrEqual(width);
  });

  it('gives up phases first, then the last hour, and never the state', () => {
    const titles = (width: number) =>
      renderTable(frame({ width, notes: [] }))[2]
        ?.trim()
        .split(/ {2,}/);
    expect(titles(60)).toEqual(['CHECK', 'STATE', 'TOTAL', 'LAST HOUR', 'NEXT']);
    expect(titles(40)).toEqual(['CHECK', 'STATE', 'TOTAL', 'NEXT']);
    expect(titles(22)).toEqual(['CHECK', 'STATE']);
  });

  it.each([40, 12, 8, 5, 1])('is never higher than the terminal: %i lines', (height) => {
    const rows = Array.from({ length: 30 }, (_, index) => row(`check-${index}`, 'failed', 'it broke'));
    expect(renderTable(frame({ rows, height })).length).toBeLessThanOrEqual(height);
  });

  it('shows the worst where not all fit, and how many it does not show', () => {
    const rows = [
      ...Array.from({ length: 20 }, (_, index) => row(`good-${index}`, 'passed')),
      row('slow', 'degraded', 'm'),
      row('ours', 'errored', 'm'),
      row('down', 'failed', 'm'),
    ];
    const lines = renderTable(frame({ rows, height: 9 }));
    expect(lines.slice(4, 8).map((line) => line.split(/ +/)[1])).toEqual(['down', 'ours', 'slow', 'good-0']);
    expect(lines[8]).toBe('… and 19 more that do not fit');
  });

  it('gives each state a shape and a colour of its own', () => {
    const states = ['passed', 'degraded', 'failed', 'errored'] as const;
    const lines = renderTable(frame({ rows: states.map((state) => row(state, state)), color: true })).slice(
      4,
      8,
    );
    const marks = lines.map((line) => line.split(' ')[0]);
    expect(marks).toEqual(['\x1b[36m●\x1b[0m', '\x1b[33m◐\x1b[0m', '\x1b[1;31m✖\x1b[0m', '\x1b[35m▲\x1b[0m']);
  });

  it('lets no message of a target drive the terminal', () => {
    const hostile = 'got "\x1b[2J\x1b]0;owned\x07\r\nnext\u202eline"';
    const text = renderTable(frame({ rows: [row('quote', 'failed', hostile)] })).join('\n');
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toContain('next');
  });

  it('rounds success down: 100% is whole', () => {
    const rows = [{ ...row('site', 'passed'), success: { up: 9_999, judged: 10_000 } }];
    expect(renderTable(frame({ rows }))[4]).toContain('99.9% of 10000');
  });
});
