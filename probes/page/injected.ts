import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** What a page tells of itself. Times are milliseconds from the navigation's start. */
export interface Readings {
  /** When the navigation began, epoch milliseconds. */
  readonly origin: number;
  /** When this was told. */
  readonly now: number;
  /** 0 when it did not come yet. */
  readonly domContentLoaded: number;
  readonly load: number;
  readonly lcp?: { readonly value: number; readonly element: string; readonly url: string };
  readonly cls?: { readonly value: number; readonly element: string };
  readonly inp?: { readonly value: number; readonly element: string };
  readonly fcp?: { readonly value: number };
  readonly ttfb?: { readonly value: number };
  readonly shifts: readonly Shift[];
  readonly held: readonly Held[];
}

/** Something that moved after it was painted. */
export interface Shift {
  readonly at: number;
  /** What it adds to CLS. */
  readonly value: number;
  /** What moved, the first of it. */
  readonly element: string;
}

/**
 * A long animation frame (https://w3c.github.io/long-animation-frames/): what a page was at between two chances to draw.
 * Unlike long tasks these know of scripts that go on after an answer came, and whose they are.
 */
export interface Held {
  readonly at: number;
  readonly ms: number;
  /** How long input would have waited beyond the first 50 ms of each task. */
  readonly blocking: number;
  /** The script that took longest; empty when it was none. */
  readonly script: string;
}

/** Pages cannot come upon it by chance. */
const NAME = 'vedette.page';

/** How long `web-vitals` waits for an idle moment of a page that has none, in milliseconds (its `whenIdleOrHidden`). */
const IDLE_MS = 1_000;

/** What is remembered of a page that never rests. */
const MAX_ENTRIES = 1_000;

/** Runs before every script of the page, in its own world, where alone the measures can be had; frames are left alone. */
const OBSERVER = `
const seen = { shifts: [], held: [] };
const keep = (list, entry) => { if (list.length < ${MAX_ENTRIES}) list.push(entry); };
const nameOf = (node) => {
  const element = node && (node.nodeType === 1 ? node : node.parentElement);
  if (!element) return '';
  const name = element.localName;
  if (element.id) return name + '#' + element.id;
  const [first] = element.classList;
  return first ? name + '.' + first : name;
};
const all = { reportAllChanges: true };
vitals.onLCP(({ value, attribution }) => { seen.lcp = { value, element: attribution.target || '', url: attribution.url || '' }; }, all);
vitals.onCLS(({ value, attribution }) => { seen.cls = { value, element: attribution.largestShiftTarget || '' }; }, all);
vitals.onINP(({ value, attribution }) => { seen.inp = { value, element: attribution.interactionTarget || '' }; }, { ...all, durationThreshold: 16 });
vitals.onFCP(({ value }) => { seen.fcp = { value }; }, all);
vitals.onTTFB(({ value }) => { seen.ttfb = { value }; }, all);
const watch = (type, take) => {
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
  observer.observe({ type, buffered: true });
  return () => observer.takeRecords().forEach(take);
};
const flushHeld = watch('long-animation-frame', ({ startTime, duration, blockingDuration, scripts }) => {
  const [longest] = [...scripts].sort((one, other) => other.duration - one.duration);
  keep(seen.held, { at: startTime, ms: duration, blocking: blockingDuration, script: longest ? longest.sourceURL || longest.invoker : '' });
});
const flushShifts = watch('layout-shift', ({ startTime, value, hadRecentInput, sources }) => {
  if (hadRecentInput) return;
  keep(seen.shifts, { at: startTime, value, element: nameOf(sources[0] && sources[0].node) });
});
const read = async () => {
  // What was painted is told in a task after its frame.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
  // The library takes in what it was told when it has nothing else to do, or after this time; whoever asked first is first.
  await new Promise((resolve) => requestIdleCallback(resolve, { timeout: ${IDLE_MS} }));
  flushHeld();
  flushShifts();
  const [navigation] = performance.getEntriesByType('navigation');
  return {
    ...seen,
    origin: performance.timeOrigin,
    now: performance.now(),
    domContentLoaded: navigation.domContentLoadedEventStart,
    load: navigation.loadEventStart,
  };
};
Object.defineProperty(window, Symbol.for('${NAME}'), { value: read });
`;

/** Says what the page has told so far. */
export const READ = `window[Symbol.for('${NAME}')]()`;

/** The script: Google's library as it is published, with an observer around it. */
export async function injectedScript(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const library = await readFile(resolve('web-vitals/attribution'), 'utf8');
  return `(() => {
if (window !== window.top) return;
const vitals = {};
((exports, module) => { ${library}
})(vitals, {});
${OBSERVER}
})()`;
}
