import { formatMs } from '../../model/duration.ts';
import type { Fault } from '../../model/reason.ts';
import { thousandths } from '../../model/thousandths.ts';
import { failureLine } from '../browser/failure.ts';
import { BrowserCrashed } from '../chromium/browsers.ts';
import { VisitEvidence } from '../chromium/evidence.ts';
import { navigationFault } from '../chromium/fault.ts';
import { type MainDocument, mainDocumentOf } from '../chromium/main-document.ts';
import type { BrowserVisit } from '../chromium/visit.ts';
import type { CheckOf } from '../kinds.ts';
import { unlessAborted } from '../net/abort.ts';
import { type MeasuredRun, measuresOf } from './measured.ts';
import { open } from './open.ts';
import { withoutQuery } from './requests.ts';
import { Traffic } from './traffic.ts';

export interface RunOptions {
  readonly check: CheckOf<'page'>;
  readonly visit: BrowserVisit;
  /** How many runs there were before. */
  readonly made: number;
}

/** How one run ended. */
export interface Ended {
  readonly run?: MeasuredRun;
  readonly fault?: Fault;
  readonly document: MainDocument | undefined;
  readonly evidence: VisitEvidence;
  /** Our own until the page was read, in milliseconds: what comes afterwards took none of its time. */
  readonly lag: number;
  /** Milliseconds that it took, to microseconds. */
  readonly ms: number;
}

/** Opens the page once, or until the deadline. Throws `BrowserCrashed`, and what is our own fault. */
export async function run({ check, visit, made }: RunOptions): Promise<Ended> {
  const { spec } = check;
  const { context } = visit;
  const evidence = new VisitEvidence(visit, spec.settings);
  const traffic = new Traffic(visit.page);
  const began = context.monotonic();
  const ended = () => ({
    evidence,
    lag: context.lag(),
    ms: thousandths(context.monotonic() - began),
  });
  try {
    const opened = await visit.unlessCrashed(unlessAborted(open(visit, spec, traffic), context.signal));
    const at = ended();
    const run = await visit.unlessCrashed(measuresOf({ visit, spec, opened, traffic }));
    return { ...at, run, document: run.document };
  } catch (error) {
    if (error instanceof BrowserCrashed) throw error;
    const at = ended();
    const isOverdue = context.signal.aborted;
    const waitsFor = [...traffic.open].map((request) => withoutQuery(request.url()));
    if (isOverdue) await visit.stopLoading();
    const document = await mainDocumentOf(visit);
    const fault = isOverdue ? overdue(check, document, waitsFor) : faultOf(error, visit);
    await evidence.takePicture();
    const where = spec.runs === 1 ? '' : `run ${made + 1} of ${spec.runs}: `;
    return { ...at, document, fault: { ...fault, message: `${where}${fault.message}` } };
  }
}

/** What is asked of a page that it may refuse; whatever else throws is our own fault. */
const ASKED = /^(page\.(goto|waitForLoadState|evaluate)|locator\.click): /;

function faultOf(error: unknown, visit: BrowserVisit): Fault {
  const known = navigationFault(error, visit);
  if (known) return known;
  if (error instanceof Error && ASKED.test(error.message))
    return { reason: 'page_failed', message: failureLine(error) };
  throw error;
}

function overdue(
  { timeoutMs }: RunOptions['check'],
  document: MainDocument | undefined,
  [first, ...more]: readonly string[],
): Fault {
  const limit = formatMs(timeoutMs);
  if (document?.status === undefined)
    return { reason: 'response_timeout', message: `the document was not answered within ${limit}` };
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const waiting = first === undefined ? '' : `: it waits for ${first}${others}`;
  return { reason: 'page_timeout', message: `the page did not come to rest within ${limit}${waiting}` };
}
