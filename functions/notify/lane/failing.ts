import type { Step } from '../../../model/incident/decide.ts';
import type { Notice, NoticeEntry, NoticeEvent } from '../../../model/incident/notice.ts';
import type { Failing } from '../../../model/incident/view.ts';

/** What a receiver was not told although it should have been, for its fallback; `undefined` while all is well. */
export function failingOf(notices: readonly Notice[], left: readonly Step[]): Failing | undefined {
  const failed = notices.flatMap(({ pending, entries, toldAt }) =>
    pending?.problem === undefined ? [] : [{ ...pending, problem: pending.problem, entries, toldAt }],
  );
  const [first] = failed.sort((a, b) => a.since - b.since);
  if (!first) return undefined;
  const begun = [...failed, ...left.map(({ event, notice: { entries } }) => ({ event, entries }))];
  return {
    since: first.since,
    problem: first.problem,
    untold: [...new Set(begun.filter(isNews).flatMap(({ entries }) => firing(entries)))],
  };
}

/** A reminder that does not come is nothing that another receiver has to hear. */
const isNews = ({ event }: { readonly event: NoticeEvent }): boolean =>
  event === 'opened' || event === 'changed';

const firing = (entries: readonly NoticeEntry[]): string[] =>
  entries.filter(({ state }) => state === 'firing').map(({ id }) => id);
