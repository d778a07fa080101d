import type { AssertionOutcome } from '../../model/assertion/assertion.ts';
import type { Observation } from '../../model/judge.ts';
import type { Phases } from '../../model/phase.ts';
import { MOST_ITEMS } from '../../model/result.ts';
import { thousandths } from '../../model/thousandths.ts';
import { isWanted } from '../chromium/evidence.ts';
import {
  documentEvidence,
  documentMeasurements,
  isOfErrors,
  visitReading,
} from '../chromium/main-document.ts';
import { shownCertificates } from '../chromium/shown-certificates.ts';
import { BrowserVisit } from '../chromium/visit.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { itemsOf } from './items.ts';
import { budgetMeasurements, budgetOutcomes } from './judged-budgets.ts';
import { keepFilmstrip } from './kept-filmstrip.ts';
import type { MeasuredRun } from './measured.ts';
import { medianOf, medianRun } from './median.ts';
import { type Ended, run } from './run.ts';
import { CONNECTIONS } from './words.ts';

type PageCheck = CheckOf<'page'>;

/** Opens the page as often as it is to be, each time in a fresh context, and holds the medians against its budgets. */
export async function probe(check: PageCheck, context: ProbeContext): Promise<Observation> {
  const runs: MeasuredRun[] = [];
  let startMs = 0;
  for (;;) {
    const visit = await visitOf(check, context);
    try {
      startMs += visit.startMs;
      const ended = await run({ check, visit, made: runs.length });
      if (ended.run) runs.push(ended.run);
      if (!ended.fault && runs.length < check.spec.runs) continue;
      return await observed({ check, visit, ended, runs, startMs });
    } finally {
      await visit.end();
    }
  }
}

/** Nothing but the page itself takes its time: a trace would. */
function visitOf({ network, spec }: PageCheck, context: ProbeContext): Promise<BrowserVisit> {
  const { settings, connection } = spec;
  return BrowserVisit.open({ network, context, settings, traced: false, line: CONNECTIONS[connection] });
}

interface Made {
  readonly check: PageCheck;
  /** Of the last run. */
  readonly visit: BrowserVisit;
  readonly ended: Ended;
  readonly runs: readonly MeasuredRun[];
  readonly startMs: number;
}

async function observed(made: Made): Promise<Observation> {
  const { check, visit, ended, runs } = made;
  const { context } = visit;
  const seen = judgeable(made);
  if (!isWanted(check, seen, context)) return { ...seen, evidence: () => ({}) };
  const { document, evidence } = ended;
  const [kept, strip, certificates] = await Promise.all([
    evidence.keep(),
    keepFilmstrip(visit, check.spec.settings, runs.at(-1)),
    document ? shownCertificates(document.url, check.network, context) : [],
  ]);
  const files = [...kept.files, ...strip.files];
  const items = [...kept.problems, ...strip.problems, ...itemsOf(runs)].slice(0, MOST_ITEMS);
  const told = { ...documentEvidence(document), items, ...(files.length > 0 && { files }) };
  return { ...seen, keepsEvidence: true, evidence: () => ({ ...told, certificates }) };
}

function judgeable({ check, visit, ended, runs, startMs }: Made): Omit<Observation, 'evidence'> {
  const { context } = visit;
  const { fault, lag, document } = ended;
  // A page of errors is not the page that the budgets are for.
  const isJudged = !fault && !isOfErrors(document);
  const median = medianOf(runs);
  const outcomes = isJudged ? budgetOutcomes(median, check.spec.limits, lag) : [];
  const phases = fault ? { ...document?.phases, total: ended.ms } : phasesOf(runs, check);
  return {
    phases,
    ...(fault && { fault }),
    assertions: outcomes,
    read: (assertion) => visitReading(assertion, phases, document, context.now()),
    measurements: {
      browser_start: Math.round(startMs),
      ...(isJudged && {
        ...budgetMeasurements(median, check.spec.limits),
        over_budget: overBudget(outcomes),
      }),
      ...documentMeasurements(document, context.now()),
    },
  };
}

const overBudget = (outcomes: readonly AssertionOutcome[]): number =>
  outcomes.filter(({ verdict }) => verdict === 'broken').length;

/** Of the run in which it took the median time to load; `total` is until then. */
function phasesOf(runs: readonly MeasuredRun[], { spec }: PageCheck): Phases {
  const run = medianRun(runs, 'load');
  const { ttfb, transfer, ...road } = run?.document?.phases ?? {};
  return {
    // Who comes back is connected already.
    ...(spec.cache === 'cold' && road),
    ...(ttfb !== undefined && { ttfb }),
    ...(transfer !== undefined && { transfer }),
    total: thousandths(run?.values.load ?? 0),
  };
}
