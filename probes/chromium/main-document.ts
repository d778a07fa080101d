import type { Request, Response } from 'playwright-core';
import type { Assertion, Reading } from '../../model/assertion/assertion.ts';
import { durationOf, PHASES, type Phase, type Phases } from '../../model/phase.ts';
import type { Evidence } from '../../model/result.ts';
import { thousandths } from '../../model/thousandths.ts';
import { toldHeaders } from '../http/evidence.ts';
import { within } from './patience.ts';
import type { BrowserVisit } from './visit.ts';

/** The document that a visit's first page opened with, as far as it came. */
export interface MainDocument {
  /** After redirects. */
  readonly url: URL;
  readonly redirects: number;
  /** Of the document itself; `total` is the visit's to say. Over redirects each is the sum of its hops. */
  readonly phases: Phases;
  /** Absent when no answer began. */
  readonly status?: number;
  /** The address that was connected to. */
  readonly address?: string;
  /** When its certificate expires, epoch milliseconds; absent for http. */
  readonly certificateUntil?: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What is known of it now; `undefined` when nothing was opened yet. Never throws. */
export async function mainDocumentOf(visit: BrowserVisit): Promise<MainDocument | undefined> {
  const first = visit.recorder.requests.find((request) => request.isNavigationRequest());
  if (!first) return undefined;
  const hops = hopsOf(first);
  const last = hops.at(-1) ?? first;
  const response = last.existingResponse();
  const url = new URL(last.url());
  const passage = visit.gateway.passageTo(url);
  return {
    url,
    redirects: hops.length - 1,
    phases: sumOf(hops.map((hop) => phasesOf(hop, visit))),
    ...(response && { status: response.status() }),
    ...(passage?.address !== undefined && { address: passage.address }),
    ...(response && (await certificateOf(response))),
    headers: response ? await headersOf(response) : {},
  };
}

function hopsOf(first: Request): Request[] {
  const hops = [first];
  for (let next = first.redirectedTo(); next; next = next.redirectedTo()) hops.push(next);
  return hops;
}

/** The road to the target is measured where it is travelled, at the gateway; the browser sees the rest. */
function phasesOf(request: Request, { gateway }: BrowserVisit): Phases {
  const { dns, connect } = gateway.passageTo(new URL(request.url())) ?? {};
  const { secureConnectionStart, connectEnd, requestStart, responseStart, responseEnd } = request.timing();
  return {
    ...(dns !== undefined && { dns }),
    ...(connect !== undefined && { connect }),
    ...span('tls', secureConnectionStart, connectEnd),
    ...span('ttfb', requestStart, responseStart),
    ...span('transfer', responseStart, responseEnd),
  };
}

/** The statuses of errors begin here (RFC 9110, 15). */
const FIRST_ERROR = 400;

/** Whether what was opened is a page of errors, and not the one that was meant. */
export const isOfErrors = (document: MainDocument | undefined): boolean =>
  (document?.status ?? 0) >= FIRST_ERROR;

/** Playwright says -1 for what was not reached. */
const span = (name: keyof Phases, from: number, to: number): Phases =>
  from < 0 || to < from ? {} : { [name]: to - from };

function sumOf(all: readonly Phases[]): Phases {
  const sum: Partial<Record<keyof Phases, number>> = {};
  for (const name of PHASES) {
    const reached = all.flatMap((phases) => phases[name] ?? []);
    if (reached.length > 0) sum[name] = thousandths(reached.reduce((total, ms) => total + ms, 0));
  }
  return sum;
}

async function certificateOf(response: Response): Promise<Pick<MainDocument, 'certificateUntil'>> {
  const details = await within(PATIENCE_MS, response.securityDetails(), null);
  return details?.validTo === undefined ? {} : { certificateUntil: details.validTo * SECOND_MS };
}

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

const headersOf = (response: Response): Promise<Record<string, string>> =>
  within(PATIENCE_MS, response.allHeaders(), {});

/** A page that is gone has nothing more to tell, and one whose answer does not end tells it late. */
const PATIENCE_MS = 300;

export function documentMeasurements(
  document: MainDocument | undefined,
  now: number,
): Record<string, number> {
  const { certificateUntil } = document ?? {};
  return {
    ...(document && { redirects: document.redirects }),
    ...(document?.status !== undefined && { status: document.status }),
    ...(certificateUntil !== undefined && {
      certificate_days: Math.round((100 * (certificateUntil - now)) / DAY_MS) / 100,
    }),
  };
}

/** What an assertion on a visit is about: a phase of it, or the document that it opened with. */
export function visitReading(
  assertion: Assertion,
  phases: Phases,
  document: MainDocument | undefined,
  now: number,
): Reading {
  const { source, of } = assertion;
  if (source === 'phase') return { value: durationOf(phases, of as Phase), reason: 'too_slow' };
  return documentReading(assertion, document, now);
}

/** What an assertion on the document is about: its `status`, its `redirects` or its `certificate`. */
function documentReading({ source }: Assertion, document: MainDocument | undefined, now: number): Reading {
  if (!document) return { problem: 'no page was opened' };
  const { status, redirects, certificateUntil } = document;
  switch (source) {
    case 'redirects':
      return { value: redirects, reason: 'unexpected_redirects' };
    case 'certificate':
      return certificateUntil === undefined
        ? { problem: 'there is no certificate' }
        : { value: (certificateUntil - now) / DAY_MS, reason: 'certificate_expiring' };
    default:
      return status === undefined
        ? { problem: 'there was no answer' }
        : { value: status, reason: status >= 500 ? 'server_error' : 'unexpected_status' };
  }
}

export function documentEvidence(document: MainDocument | undefined): Evidence {
  if (!document) return {};
  const { url, address, status, headers } = document;
  return {
    url: `${url.origin}${url.pathname}${url.search}`,
    ...(address !== undefined && { address }),
    ...(status !== undefined && { status, headers: toldHeaders(headers) }),
  };
}
