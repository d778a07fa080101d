import type { Standing } from './api.ts';
import type { Row } from './board.ts';
import { setText } from './element.ts';

/** Changes are gathered for so long and read in one sentence: a screen reader is not to be talked over. */
const GATHERED_MS = 5_000;

/** How many checks are named; of the rest only their number is told. */
const NAMED = 3;

/** The sentence for what changed: `quote failed, health passed`. */
export function changesText(changes: ReadonlyMap<string, Standing>): string {
  const named = [...changes].slice(0, NAMED).map(([id, state]) => `${id} ${state}`);
  const more = changes.size - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more changed`] : [])].join(', ');
}

/** Tells changes of state, and nothing else, to who cannot see them. */
export function announcer(live: HTMLElement): (row: Row, before: Standing) => void {
  const changes = new Map<string, Standing>();
  const tell = (): void => {
    setText(live, changesText(changes));
    changes.clear();
  };
  return ({ id, state }, before) => {
    if (state === before || before === 'waiting') return;
    if (changes.size === 0) setTimeout(tell, GATHERED_MS);
    changes.set(id, state);
  };
}
