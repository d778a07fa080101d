import { formatMs } from '../../model/duration.ts';
import { type Result, STATES, type State } from '../../model/result.ts';
import { LOOKS, type Paint, paintIf } from '../display/state.ts';
import { columns, oneLine, phasesText } from '../display/text.ts';
import type { Reporter } from './reporter.ts';

/** For a person: a line for each check, a line for each that did not pass, and the sum. */
export const pretty: Reporter = {
  onEnd: (results, { color }) => {
    const paint = paintIf(color);
    const told = results.filter(({ state }) => state !== 'passed').map((result) => problem(result, paint));
    const blocks = [table(results, paint), told, [sum(results, paint)]].filter((block) => block.length > 0);
    return `${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
  },
};

function table(results: readonly Result[], paint: Paint): string[] {
  const rows = results.map(({ check, state, phases }) => [
    LOOKS[state].shape,
    check,
    state,
    phases.total === undefined ? '' : formatMs(phases.total),
    phasesText(phases),
  ]);
  return columns(rows, { right: [3] }).map(([shape = '', ...cells], index) => {
    const state = results[index]?.state ?? 'passed';
    return `${paint(shape, LOOKS[state].sgr)} ${cells.join('  ')}`.trimEnd();
  });
}

const problem = ({ check, state, reason, message, attempts }: Result, paint: Paint): string => {
  const tries = attempts.length > 1 ? ` (after ${attempts.length} attempts)` : '';
  return `${inLook(state, LOOKS[state].shape, paint)} ${check}: ${reason}: ${oneLine(message)}${tries}`;
};

function sum(results: readonly Result[], paint: Paint): string {
  const parts = STATES.map((state) => ({
    state,
    count: results.filter((result) => result.state === state).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => inLook(state, `${count} ${state}`, paint));
  return `${results.length} ${results.length === 1 ? 'check' : 'checks'}: ${parts.join(', ')}`;
}

const inLook = (state: State, text: string, paint: Paint): string => paint(text, LOOKS[state].sgr);
