import type { Assertion, Reading } from '../../model/assertion/assertion.ts';
import { judge, type Observation } from '../../model/judge.ts';
import { durationOf, type Phase, type Phases } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import { VisitEvidence } from '../chromium/evidence.ts';
import {
  documentEvidence,
  documentMeasurements,
  documentReading,
  type MainDocument,
  mainDocumentOf,
} from '../chromium/main-document.ts';
import { shownCertificates } from '../chromium/shown-certificates.ts';
import { BrowserVisit } from '../chromium/visit.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { budgetMeasurements, budgetOutcomes } from './judged-budgets.ts';
import { measuresOf, type Run } from './measured.ts';
import { medianOf } from './median.ts';
import { open } from './open.ts';

export async function probe(check: CheckOf<'page'>, context: ProbeContext): Promise<Observation> {
  const { spec, network } = check;
  const visit = await BrowserVisit.open({ network, context, settings: spec.settings, traced: false });
  try {
    const run = measuresOf(await visit.unlessCrashed(open(visit, spec)));
    const document = await mainDocumentOf(visit);
    const phases: Phases = { ...document?.phases, total: run.values.load ?? 0 };
    return {
      phases,
      assertions: budgetOutcomes(run, spec.limits, context.lag()),
      read: (assertion) => documentReading(assertion, document, context.now()),
      measurements: { ...budgetMeasurements(run), ...documentMeasurements(document, context.now()) },
      evidence: () => documentEvidence(document),
    };
  } finally {
    await visit.end();
  }
}
