import type { State } from '../../model/result.ts';

/** A state's shape and colour. Each says it alone, for who cannot tell the colours apart or has none. */
export interface Look {
  readonly shape: string;
  /** Select Graphic Rendition parameters, ECMA-48 8.3.117. */
  readonly sgr: string;
}

export const LOOKS: Readonly<Record<State | 'waiting', Look>> = {
  passed: { shape: '●', sgr: '36' }, // cyan: green is what red is mistaken for
  degraded: { shape: '◐', sgr: '33' },
  failed: { shape: '✖', sgr: '1;31' },
  errored: { shape: '▲', sgr: '35' },
  waiting: { shape: '○', sgr: '2' },
};

export const DIM = '2';
export const BOLD = '1';

/** Puts colour around text, or leaves it alone. */
export type Paint = (text: string, sgr: string) => string;

export const paintIf =
  (color: boolean): Paint =>
  (text, sgr) =>
    color && text !== '' ? `\x1b[${sgr}m${text}\x1b[0m` : text;
