import type { Observation } from '../../model/judge.ts';
import type { Phases } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import { type Evidence, MOST_ITEMS } from '../../model/result.ts';
import { isWanted, type KeptEvidence, VisitEvidence } from '../chromium/evidence.ts';
import {
  documentEvidence,
  documentMeasurements,
  isOfErrors,
  type MainDocument,
  mainDocumentOf,
  visitReading,
} from '../chromium/main-document.ts';
import { shownCertificates } from '../chromium/shown-certificates.ts';
import { BrowserVisit } from '../chromium/visit.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { forgiving } from './forgotten.ts';
import { stepItems, stepMeasurements, stepOutcomes } from './judged-steps.ts';
import { type Ended, runJourney } from './run.ts';

/** Makes one journey, in a fresh context. */
export const probe = (check: CheckOf<'browser'>, context: ProbeContext): Promise<Observation> =>
  forgiving(() => observe(check, context));

async function observe(check: CheckOf<'browser'>, context: ProbeContext): Promise<Observation> {
  const { spec, network } = check;
  const visit = await BrowserVisit.open({ network, context, settings: spec.settings });
  try {
    const evidence = new VisitEvidence(visit, spec.settings);
    let document: MainDocument | undefined;
    const onFailure = async () => {
      // Before the pages are closed: afterwards neither can be had.
      document = await mainDocumentOf(visit);
      await evidence.takePicture();
    };
    const ended = await runJourney({ check, visit, onFailure });
    document ??= await mainDocumentOf(visit);
    const seen = observed({ check, visit, ended, document });
    if (!isWanted(check, seen, context)) return { ...seen, evidence: () => ({}) };
    const [kept, certificates] = await Promise.all([
      evidence.keep(),
      document ? shownCertificates(document.url, network, context) : [],
    ]);
    const told = {
      ...toldOf(ended, document, kept),
      ...(certificates.length > 0 && { certificates }),
    };
    return { ...seen, keepsEvidence: true, evidence: () => told };
  } finally {
    await visit.end();
  }
}

interface Made {
  readonly check: CheckOf<'browser'>;
  readonly visit: BrowserVisit;
  readonly ended: Ended;
  readonly document: MainDocument | undefined;
}

type Seen = Omit<Observation, 'evidence'>;

function observed({ check, visit, ended, document }: Made): Seen {
  const { context } = visit;
  const phases: Phases = { ...document?.phases, total: ended.ms };
  return {
    phases,
    ...(ended.fault && { fault: withStatus(ended.fault, document) }),
    assertions: stepOutcomes(ended, check.spec.steps, context.lag()),
    read: (assertion) => visitReading(assertion, phases, document, context.now()),
    measurements: {
      browser_start: Math.round(visit.startMs),
      ...stepMeasurements(ended.steps),
      ...documentMeasurements(document, context.now()),
    },
  };
}

/** A step that breaks on a page of errors says little; what the server answered says more. */
function withStatus(fault: Fault, document: MainDocument | undefined): Fault {
  if (!isOfErrors(document)) return fault;
  return { ...fault, message: `${fault.message} (the first page answered ${document?.status})` };
}

function toldOf(
  ended: Ended,
  document: MainDocument | undefined,
  { files, problems }: KeptEvidence,
): Evidence {
  return {
    ...documentEvidence(document),
    items: [...problems, ...stepItems(ended)].slice(0, MOST_ITEMS),
    ...(files.length > 0 && { files }),
  };
}
