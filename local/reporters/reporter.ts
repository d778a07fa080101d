import type { Result } from '../../model/result.ts';

/** Turns results into text. Pure: who runs the checks writes it to stdout. */
export interface Reporter {
  /** What to write as soon as a result is there. @default nothing */
  readonly onResult?: (result: Result) => string;
  /** What to write when all are there; they come in the order of their definitions. @default nothing */
  readonly onEnd?: (results: readonly Result[], options: { readonly color: boolean }) => string;
}
