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
  /** The checks are others now. */
  readonly onChecks: (checks: readonly Check[]) => void;
  /** What is wrong with Vedette itself, by a name of its own; `undefined` when it is well again. */
  readonly onTrouble: (name: string, trouble: string | undefined) => void;
  readonly close: () => void;
}

interface ViewOptions {
  readonly checks: readonly Check[];
  /** What to tell besides, before the first result and whenever the checks are others. */
  readonly notes: () => readonly string[];
  readonly now: () => number;
}

/** One JSON line a result on stdout, everything else on stderr. */
export function streamView({ notes }: ViewOptions): View {
  const told = new Map<string, string | undefined>();
  const notesTold = new Set<string>();
  const tellNotes = () => {
    for (const note of notes()) {
      if (!notesTold.has(note)) process.stderr.write(`${note}\n`);
      notesTold.add(note);
    }
  };
  tellNotes();
  return {
    onResult: (result) => process.stdout.write(`${JSON.stringify(result)}\n`),
    onDropped: (dropped) => process.stderr.write(`${droppedText(dropped)}\n`),
    onChecks: tellNotes,
    onTrouble: (name, trouble) => {
      if (trouble !== undefined && trouble !== told.get(name)) process.stderr.write(`${trouble}\n`);
      told.set(name, trouble);
    },
    close: () => {},
  };
}

const droppedText = (dropped: number): string =>
  `${dropped} ${dropped === 1 ? 'run' : 'runs'} dropped so far, late by more than their interval`;

/** Quick enough for a countdown and a result, slow enough to cost nothing. */
const REDRAW_MS = 250;

/** A terminal whose size nobody has set, as a container or a recorder has it, says that it is 0 by 0. */
const USUAL = { columns: 80, rows: 24 } as const;

/** The live table, drawn four times a second and when the terminal changes its size. */
export function tableView(terminal: WriteStream, { checks, notes, now }: ViewOptions): View {
  let board = new Board(checks);
  const screen = openScreen(terminal);
  const troubles = new Map<string, string | undefined>();
  const picture = (height: number) =>
    renderTable({
      rows: board.rows(now()),
      notes: [...notes(), ...[...troubles.values()].filter((trouble) => trouble !== undefined)],
      width: terminal.columns || USUAL.columns,
      height,
      color: terminal.hasColors(),
    });
  const draw = () => screen.draw(picture(terminal.rows || USUAL.rows));
  const timer = setInterval(draw, REDRAW_MS);
  terminal.on('resize', draw);
  draw();
  return {
    onResult: (result) => board.record(result, now()),
    onDropped: (dropped) => void troubles.set('dropped', droppedText(dropped)),
    onChecks: (next) => {
      board = board.with(next);
    },
    onTrouble: (name, trouble) => void troubles.set(name, trouble),
    close: () => {
      clearInterval(timer);
      terminal.off('resize', draw);
      screen.close(picture(Number.POSITIVE_INFINITY));
    },
  };
}
