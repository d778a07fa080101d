import type { WriteStream } from 'node:tty';

/** Control sequences of ECMA-48 and xterm. */
const OPEN = '\x1b[?1049h\x1b[?25l\x1b[?7l'; // the other screen, no cursor, no wrapping of long lines
const CLOSE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_TO_LINE_END = '\x1b[K';
const CLEAR_TO_SCREEN_END = '\x1b[J';

/** A terminal that is drawn on in place, on its other screen, so that what was there is there again afterwards. */
export interface Screen {
  readonly draw: (lines: readonly string[]) => void;
  /** Gives the terminal back and leaves these lines on it. */
  readonly close: (lines: readonly string[]) => void;
}

/** Takes the terminal over. However the process ends, its cursor and its screen are given back. */
export function openScreen(terminal: WriteStream): Screen {
  const restore = () => void terminal.write(CLOSE);
  terminal.write(OPEN);
  process.once('exit', restore);
  return {
    draw: (lines) => {
      const cleared = lines.map((line) => line + CLEAR_TO_LINE_END);
      terminal.write(`${HOME}${cleared.join('\r\n')}${CLEAR_TO_SCREEN_END}`);
    },
    close: (lines) => {
      process.off('exit', restore);
      restore();
      terminal.write(`${lines.join('\n')}\n`);
    },
  };
}
