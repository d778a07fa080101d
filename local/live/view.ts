import type { WriteStream } from 'node:tty';
import type { Check } from '../../model/check.ts';
import type { Result } from '../../model/result.ts';
import { Board } from './board.ts';
import { openScreen } from './screen.ts';
import { renderTable } from './table.ts';

/** How `vedette start` shows what happens. */
export interface View {
  readonly onResult: (result: Result) => void;
  /** Told how many runs were dropped so far. */
  readonly onDropped: (dropped: number) => void;
  readonly close: () => void;
}

interface ViewOptions {
  readonly checks: readonly Check[];
  /** What to tell before the first result. */
  readonly notes: readonly string[];
  readonly now: () => number;
}

/** One JSON line a result on stdout, everything else on stderr. */
export function streamView({ notes }: ViewOptions): View {
  for (const note of notes) process.stderr.write(`${note}\n`);
  return {
    onResult: (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
    onDropped: (dropped) => process.stderr.write(`${droppedText(dropped)}\n`),
    close: () => {},
  };
}

const droppedText = (dropped: number): string =>
  `${dropped} ${dropped === 1 ? 'run' : 'runs'} dropped so far, late by more than their interval`;

/** Quick enough for a countdown and a result, slow enough to cost nothing. */
const REDRAW_MS = 250;

/** The live table, drawn four times a second and when the terminal changes its size. */
export function tableView(terminal: WriteStream, { checks, notes, now }: ViewOptions): View {
  const board = new Board(checks);
  const screen = openScreen(terminal);
  let told = notes;
  const picture = (height: number) =>
    renderTable({
      rows: board.rows(now()),
      notes: told,
      width: terminal.columns,
      height,
      color: terminal.hasColors(),
    });
  const draw = () => screen.draw(picture(terminal.rows));
  const timer = setInterval(draw, REDRAW_MS);
  terminal.on('resize', draw);
  draw();
  return {
    onResult: (result) => board.record(result, now()),
    onDropped: (dropped) => {
      told = [...notes, droppedText(dropped)];
    },
    close: () => {
      clearInterval(timer);
      terminal.off('resize', draw);
      screen.close(picture(Number.POSITIVE_INFINITY));
    },
  };
}
