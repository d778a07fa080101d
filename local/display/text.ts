import { printable } from '../../model/line.ts';
import type { Phases } from '../../model/phase.ts';

/**
 * Text that came from a target on one line that a terminal only shows: no line breaks, no control characters and
 * none that change the direction of writing.
 */
export const oneLine = (text: string): string => printable(text).trim();

/** Cut to a width, with an ellipsis where something was lost. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;

/** Words over several lines, none longer than the width; a word that is longer is broken. */
export function wrap(text: string, width: number): string[] {
  const words = text.split(' ').flatMap((word) => piecesOf(word, width));
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

const piecesOf = (word: string, width: number): string[] =>
  Array.from({ length: Math.ceil(word.length / width) }, (_, index) =>
    word.slice(index * width, (index + 1) * width),
  );

/** A phase's milliseconds without the unit; empty when it was not reached. */
export const phaseText = (ms: number | undefined): string =>
  ms === undefined ? '' : ms < 10 ? ms.toFixed(1) : ms.toFixed(0);

/** `dns 0.4 · connect 0.3 · tls 6.1 · ttfb 3.9 · transfer 0.8`, in milliseconds; the total is told elsewhere. */
export const phasesText = ({ total: _, ...phases }: Phases): string =>
  Object.entries(phases)
    .map(([name, ms]) => `${name} ${phaseText(ms)}`)
    .join(' · ');

/** Rows as lines, their columns two spaces apart. */
export const tableLines = (...table: Parameters<typeof columns>): string[] =>
  columns(...table).map((cells) => cells.join('  ').trimEnd());

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
