import type { Request, Response } from 'playwright-core';
import { REDACTED } from '../../model/redact.ts';
import type { Gateway } from './gateway.ts';
import { toldHeaders, toldUrl } from './redaction.ts';

/** Who wrote it, as HAR wants to know. */
const CREATOR = { name: 'vedette', version: '1' };

/**
 * What was asked and answered, as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/): without bodies, and of
 * credentials only that they were there. Made of what is known already, so it can be had of a page that is gone.
 */
export function harOf(requests: readonly Request[], gateway: Gateway): string {
  const entries = requests.map((request) => entryOf(request, gateway));
  return JSON.stringify({ log: { version: '1.2', creator: CREATOR, entries } });
}

function entryOf(request: Request, gateway: Gateway) {
  const response = request.existingResponse();
  const { startTime } = request.timing();
  const timings = timingsOf(request);
  const passage = URL.canParse(request.url()) ? gateway.passageTo(new URL(request.url())) : undefined;
  const failure = request.failure();
  return {
    startedDateTime: new Date(startTime > 0 ? startTime : 0).toISOString(),
    time: Object.values(timings).reduce((sum, ms) => sum + Math.max(0, ms), 0),
    request: {
      method: request.method(),
      url: toldUrl(request.url()),
      httpVersion: 'HTTP/1.1',
      headers: toldHeaders(listed(request.headers())),
      queryString: URL.canParse(request.url())
        ? [...new URL(request.url()).searchParams].map(([name, value]) => ({ name, value }))
        : [],
      ...NOT_TOLD,
    },
    response: responseOf(response),
    cache: {},
    timings,
    ...(passage?.address !== undefined && { serverIPAddress: passage.address }),
    ...(failure && { comment: failure.errorText }),
  };
}

const NOT_TOLD = { cookies: [], headersSize: -1, bodySize: -1 } as const;

function responseOf(response: Response | null) {
  const headers = response?.headers() ?? {};
  return {
    status: response?.status() ?? 0,
    statusText: response?.statusText() ?? '',
    httpVersion: 'HTTP/1.1',
    headers: toldHeaders(listed(headers)),
    content: { size: Number(headers['content-length'] ?? -1), mimeType: headers['content-type'] ?? '' },
    redirectURL: toldUrl(headers.location ?? ''),
    ...NOT_TOLD,
  };
}

/** -1 is HAR's word, and Playwright's, for what does not apply. */
function timingsOf(request: Request) {
  const { domainLookupStart, domainLookupEnd, connectStart, connectEnd, ...rest } = request.timing();
  const { secureConnectionStart, requestStart, responseStart, responseEnd } = rest;
  return {
    dns: span(domainLookupStart, domainLookupEnd),
    connect: span(connectStart, connectEnd),
    ssl: span(secureConnectionStart, connectEnd),
    send: 0,
    wait: span(requestStart, responseStart),
    receive: span(responseStart, responseEnd),
  };
}

const span = (from: number, to: number): number => (from < 0 || to < from ? -1 : to - from);

const listed = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).map(([name, value]) => ({ name, value }));

export interface RecordedMessage {
  readonly url?: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[];
  readonly cookies?: readonly object[];
  readonly postData?: object;
  readonly redirectURL?: string;
}

interface RecordedEntry {
  readonly request?: RecordedMessage;
  readonly response?: RecordedMessage & { readonly content?: object };
}

/** An entry of a HAR that the browser wrote itself, as it may be read. With `bodies` those stay in. */
export function toldEntry<Entry extends RecordedEntry>(entry: Entry, bodies: boolean): Entry {
  const { request, response } = entry;
  const { content = {} } = response ?? {};
  return {
    ...entry,
    ...(request && { request: toldMessage(request, bodies) }),
    ...(response && {
      response: { ...toldMessage(response, bodies), content: bodies ? content : withoutBody(content) },
    }),
  };
}

function toldMessage(message: RecordedMessage, bodies: boolean): object {
  const { url, headers = [], cookies = [], postData, redirectURL, ...rest } = message;
  return {
    ...rest,
    ...(url !== undefined && { url: toldUrl(url) }),
    ...(redirectURL !== undefined && { redirectURL: toldUrl(redirectURL) }),
    headers: toldHeaders(headers),
    cookies: cookies.map((cookie) => ({ ...cookie, value: REDACTED })),
    ...(postData && { postData: bodies ? postData : withoutBody(postData) }),
  };
}

/** `_sha1` is where Playwright's traces keep it. */
const withoutBody = (content: object): object =>
  Object.fromEntries(Object.entries(content).filter(([name]) => !['text', 'params', '_sha1'].includes(name)));
