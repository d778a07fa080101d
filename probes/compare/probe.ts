import { formatMs } from '../../model/duration.ts';
import type { Observation } from '../../model/judge.ts';
import { closedSays } from '../../model/market/closed.ts';
import { type Comparison, compareSources, type LastSeen } from '../../model/market/comparison.ts';
import { marketsAt } from '../../model/market/market-now.ts';
import { durationOf, type Phase } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { askAll, type Gathered } from './gather.ts';

/** Asks every source at about the same time and holds them against each other. While the market is closed it asks nothing. */
export async function probe(check: CheckOf<'compare'>, context: ProbeContext): Promise<Observation> {
  const { spec } = check;
  const now = context.now();
  const market = marketsAt(now, spec.graceMs)(spec.calendar);
  if (!market.isOpen) return nothing({ idle: closedSays(market.calendar, now) });
  const gathered = await askAll(check, context);
  if (gathered.fault) return refusedBy(gathered, gathered.fault);
  const lastSeen = (context.memory.recall() as LastSeen | undefined) ?? new Map();
  const { sources } = gathered;
  const compared = compareSources({ sources, limits: spec.limits, calendar: market.calendar, lastSeen });
  context.memory.keep(compared.lastSeen);
  return observationOf(gathered, market.isSettled ? compared : undefined);
}

const refusedBy = ({ phases, evidence }: Gathered, fault: Fault): Observation => ({
  ...nothing({}),
  phases,
  fault,
  measurements: { in_session: 1 },
  evidence,
});

const nothing = (says: { readonly idle?: string }): Observation => ({
  ...says,
  phases: {},
  read: () => ({ problem: 'nothing was compared' }),
  measurements: { in_session: 0 },
  evidence: () => ({}),
});

/** Without a comparison, as just after an opening, there is only that all answered. */
function observationOf({ phases }: Gathered, compared: Comparison | undefined): Observation {
  return {
    phases,
    read: ({ of }) => ({ value: durationOf(phases, of as Phase), reason: 'too_slow' }),
    says: compared ? says(compared) : 'the market has just opened: nothing is compared yet',
    assertions: compared?.outcomes ?? [],
    measurements: { in_session: 1, ...compared?.measurements },
    ...(compared && { distributions: compared.distributions }),
    evidence: () => ({ items: compared?.items ?? [] }),
  };
}

function says({ measurements, distributions }: Comparison): string {
  const furthest = distributions.age_difference?.at(-1)?.[0] ?? 0;
  return `${measurements.symbols} symbols agree, ${formatMs(furthest * 1_000)} apart at most`;
}
