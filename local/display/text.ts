import type { Phases } from '../../model/phase.ts';

/**
 * Text that came from a target on one line that a terminal only shows: no line breaks, no control characters and
 * none that change the direction of writing.
 */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** Cut to a width, with an ellipsis where something was lost. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** Words over several lines, none longer than the width. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? cut(word, width) : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A phase's milliseconds without the unit; empty when it was not reached. */
export const phaseText = (ms: number | undefined): string =>
  ms === undefined ? '' : ms < 10 ? ms.toFixed(1) : ms.toFixed(0);

/** `dns 0.4 · connect 0.3 · tls 6.1 · ttfb 3.9 · transfer 0.8`, in milliseconds; the total is told elsewhere. */
export const phasesText = ({ total: _, ...phases }: Phases): string =>
  Object.entries(phases)
    .map(([name, ms]) => `${name} ${phaseText(ms)}`)
    .join(' · ');

/** Pads each cell to its column's width; the columns in `right` to the right. */
export function columns(
  rows: readonly (readonly string[])[],
  { right = [] }: { right?: readonly number[] } = {},
): string[][] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  const pad = (cell: string, index: number): string =>
    right.includes(index) ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0);
  return rows.map((row) => row.map(pad));
}
