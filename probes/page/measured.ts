import { formatMs } from '../../model/duration.ts';
import { type MainDocument, mainDocumentOf } from '../chromium/main-document.ts';
import type { BrowserVisit } from '../chromium/visit.ts';
import type { PageSpec } from './check.ts';
import type { Held, Readings } from './injected.ts';
import type { Opened } from './open.ts';
import {
  type Asked,
  askedOf,
  decodedSizes,
  FirstParty,
  isBlocked,
  sumsOf,
  withoutQuery,
} from './requests.ts';
import { type Progress, speedIndexOf } from './speed-index.ts';
import type { Traffic } from './traffic.ts';
import { MEASURE_NAMES, type Measure } from './words.ts';

/** What one run came to. */
export interface Run {
  readonly values: Readonly<Partial<Record<Measure, number>>>;
  /** What a measure is owed to, such as the element of LCP. */
  readonly culprits: Readonly<Partial<Record<Measure, string>>>;
}

/** The same, with what it was made of. */
export interface MeasuredRun extends Run {
  readonly document: MainDocument | undefined;
  readonly readings: Readings;
  readonly asked: readonly Asked[];
  readonly progress: readonly Progress[];
}

/** A number, with what it is owed to. */
interface Figure {
  readonly value: number | undefined;
  readonly culprit?: string | undefined;
}

type Figures = Partial<Record<Measure, Figure>>;

interface MeasureOptions {
  readonly visit: BrowserVisit;
  readonly spec: PageSpec;
  readonly opened: Opened;
  readonly traffic: Traffic;
}

export async function measuresOf({ visit, spec, opened, traffic }: MeasureOptions): Promise<MeasuredRun> {
  const { readings, decoded, frames, mixed } = opened;
  const own = new FirstParty(spec.url, spec.firstParty);
  const asked = await askedOf(visit, traffic, own);
  const { speedIndex, progress } = await speedIndexOf(frames, readings.origin);
  const figures: Figures = {
    ...vitalsOf(readings),
    speedIndex: { value: speedIndex },
    ...summed(
      'transferred',
      asked.map((one) => ({ ...one, bytes: one.transferred })),
    ),
    ...summed('decoded', decodedSizes(decoded, own)),
    ...requestsOf(asked),
    ...troublesOf(visit, asked),
    mixedContent: listed([...mixed].map(withoutQuery)),
  };
  return { ...runOf(figures), document: await mainDocumentOf(visit), readings, asked, progress };
}

function vitalsOf({ lcp, cls, inp, fcp, ttfb, held, ...navigation }: Readings): Figures {
  const after = fcp?.value ?? 0;
  const blocking = (one: Held) => blockingTime([one], after);
  const [longest] = [...held].sort((one, other) => blocking(other) - blocking(one));
  return {
    lcp: {
      value: lcp?.value,
      culprit: lcp && [lcp.element, lcp.url && withoutQuery(lcp.url)].filter(Boolean).join(' '),
    },
    cls: { value: cls?.value, culprit: cls?.element },
    inp: { value: inp?.value, culprit: inp?.element },
    fcp: { value: fcp?.value },
    ttfb: { value: ttfb?.value },
    tbt: {
      value: blockingTime(held, after),
      culprit:
        longest && `${formatMs(blocking(longest))} of it in ${withoutQuery(longest.script) || 'no script'}`,
    },
    domContentLoaded: { value: navigation.domContentLoaded },
    load: { value: navigation.load },
  };
}

/** Input that waits for less is not felt: https://web.dev/articles/tbt. Milliseconds. */
const BLOCKING_MS = 50;

/** How long input would have waited after a moment, milliseconds: of each frame what is beyond the first 50 ms of its tasks. */
export const blockingTime = (held: readonly Held[], after: number): number =>
  held.reduce((sum, { at, ms, blocking }) => {
    const sinceThen = at + ms - Math.max(at + BLOCKING_MS, after);
    return sum + Math.max(0, Math.min(blocking, sinceThen));
  }, 0);

function summed(sum: 'transferred' | 'decoded', sizes: Parameters<typeof sumsOf>[0]): Figures {
  return Object.fromEntries(
    [...sumsOf(sizes)].map(([part, figure]) => [part === '' ? sum : `${sum}:${part}`, figure]),
  );
}

function requestsOf(asked: readonly Asked[]): Figures {
  const sums = sumsOf(asked.map((one) => ({ ...one, bytes: 1 })));
  return Object.fromEntries(
    [...sums].map(([part, { value }]) => [part === '' ? 'requests' : `requests:${part}`, { value }]),
  );
}

function troublesOf(visit: BrowserVisit, asked: readonly Asked[]): Figures {
  const of = (type: string) =>
    visit.recorder.notes
      .filter((note) => note.type === type && !isBlocked(note.where ?? '', visit))
      .map(({ text }) => text);
  const failed = asked.flatMap(({ url, failure }) => (failure === undefined ? [] : [`${url}: ${failure}`]));
  return {
    failedRequests: listed(failed),
    consoleErrors: listed(of('error')),
    uncaughtErrors: listed(of('uncaught')),
  };
}

const listed = (all: readonly string[]): Figure => ({ value: all.length, culprit: all[0] });

function runOf(figures: Figures): Run {
  const values: Partial<Record<Measure, number>> = {};
  const culprits: Partial<Record<Measure, string>> = {};
  for (const name of MEASURE_NAMES) {
    const { value, culprit } = figures[name] ?? {};
    if (value === undefined) continue;
    values[name] = value;
    if (culprit) culprits[name] = culprit;
  }
  return { values, culprits };
}
