import type { Request } from 'playwright-core';
import { formatBytes } from '../../model/bytes.ts';
import { HostBlocked } from '../chromium/gateway.ts';
import { toldUrl } from '../chromium/redaction.ts';
import type { BrowserVisit } from '../chromium/visit.ts';
import type { Decoded } from './decoded.ts';
import type { Traffic } from './traffic.ts';
import { PARTS, type Part } from './words.ts';

/** A request as it is added up. */
export interface Asked {
  /** As it may be read, without its query. */
  readonly url: string;
  readonly part: Part;
  readonly isThirdParty: boolean;
  /** Bytes of the answer as it came, head and body; 0 for one out of the cache. */
  readonly transferred: number;
  /** Why it failed. */
  readonly failure?: string;
}

/** Types that go by another name here; the rest are their own, or `other`. */
const TYPES: Readonly<Record<string, Part>> = { xhr: 'fetch', eventsource: 'fetch', texttrack: 'media' };

/** `Script` as Chromium says, `script` as Playwright does. */
export function partOf(type: string): Part {
  const word = type.toLowerCase();
  return TYPES[word] ?? PARTS.find((part) => part === word) ?? 'other';
}

/** The page's own hosts: the URL's, whatever is below it, and those that it names. */
export class FirstParty {
  readonly #hosts: readonly string[];

  constructor(url: string, named: readonly string[]) {
    const host = new URL(url).hostname.replace(/^www\./, '');
    this.#hosts = [host, `*.${host}`, ...named];
  }

  owns(url: string): boolean {
    const { hostname } = new URL(url);
    return this.#hosts.some((host) =>
      host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host,
    );
  }
}

/** Whether the check itself wants nothing asked of a host: what is not answered there is no failure of the page. */
export const isBlocked = (url: string, { gateway }: BrowserVisit): boolean =>
  URL.canParse(url) && gateway.passageTo(new URL(url))?.refused?.error instanceof HostBlocked;

const isOverNetwork = (url: string): boolean => /^https?:/.test(url);

/** What was asked over the network, in order; what the check blocks was never asked. */
export async function askedOf(visit: BrowserVisit, traffic: Traffic, own: FirstParty): Promise<Asked[]> {
  const sent = visit.recorder.requests.filter(
    (request) => isOverNetwork(request.url()) && !isBlocked(request.url(), visit),
  );
  return Promise.all(
    sent.map(async (request) => {
      const failure = failureOf(request);
      return {
        url: withoutQuery(request.url()),
        part: partOf(request.resourceType()),
        isThirdParty: !own.owns(request.url()),
        transferred: traffic.ended.has(request) ? await transferredOf(request) : 0,
        ...(failure !== undefined && { failure }),
      };
    }),
  );
}

/** What the page itself gave up has not failed. */
function failureOf(request: Request): string | undefined {
  const error = request.failure()?.errorText;
  if (error !== undefined) return error === 'net::ERR_ABORTED' ? undefined : error;
  const status = request.existingResponse()?.status() ?? 0;
  return status >= 400 ? `status ${status}` : undefined;
}

async function transferredOf(request: Request): Promise<number> {
  if (request.failure() !== null) return 0;
  const { responseHeadersSize, responseBodySize } = await request.sizes();
  return Math.max(0, responseHeadersSize + responseBodySize);
}

export function withoutQuery(text: string): string {
  return toldUrl(text).replace(/[?#].*$/, '');
}

/** A sum over requests, and its largest part. */
interface Sum {
  readonly value: number;
  readonly culprit?: string;
}

/** Something with a size. */
interface Sized {
  readonly url: string;
  readonly part: Part;
  readonly isThirdParty: boolean;
  readonly bytes: number;
}

/** Of all, of each type and of third parties: `''` is all. */
export function sumsOf(all: readonly Sized[]): ReadonlyMap<Part | '', Sum> {
  const among = (part: Part | ''): readonly Sized[] => {
    if (part === '') return all;
    if (part === 'third-party') return all.filter(({ isThirdParty }) => isThirdParty);
    return all.filter((one) => one.part === part);
  };
  return new Map((['', ...PARTS] as const).map((part) => [part, sumOf(among(part))]));
}

function sumOf(all: readonly Sized[]): Sum {
  const value = all.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = [...all].sort((a, b) => b.bytes - a.bytes);
  if (!largest || largest.bytes === 0) return { value };
  return { value, culprit: `the largest is ${largest.url} with ${formatBytes(largest.bytes)}` };
}

export const decodedSizes = (all: Iterable<Decoded>, own: FirstParty): Sized[] =>
  [...all]
    .filter(({ url }) => isOverNetwork(url))
    .map(({ url, type, bytes }) => ({
      url: withoutQuery(url),
      part: partOf(type),
      isThirdParty: !own.owns(url),
      bytes,
    }));
