import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Pages, testBrowsers, visitPage } from '../../test/browsing.ts';

const browsers = testBrowsers();

/** What a page saw of itself, by the browser's own observers and without any library. Times in milliseconds. */
interface Own {
  readonly fcp: number;
  readonly lcp: number;
  /** Layout shifts, in order: every page here has one window of them. */
  readonly shifts: number[];
  /** What it did at one go, by its own clock. */
  readonly tasks: { readonly start: number; readonly ms: number }[];
  readonly frames: { readonly start: number; readonly ms: number; readonly blocking: number }[];
  readonly ttfb: number;
  readonly events: number[];
}

/** Tells it every 50 ms; the last telling counts. A beacon is no part of loading. */
const OBSERVED = `<script>{
  const own = { shifts: [], tasks: [], frames: [], events: [] };
  window.work = (ms) => { const start = performance.now(); while (performance.now() < start + ms); own.tasks.push({ start, ms: performance.now() - start }); };
  const on = (type, take, more) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
  on('paint', ({ name, startTime }) => { if (name === 'first-contentful-paint') own.fcp = startTime; });
  on('largest-contentful-paint', ({ startTime }) => { own.lcp = startTime; });
  on('layout-shift', ({ value, hadRecentInput }) => { if (!hadRecentInput) own.shifts.push(value); });
  on('long-animation-frame', ({ startTime, duration, blockingDuration }) => own.frames.push({ start: startTime, ms: duration, blocking: blockingDuration }));
  on('event', ({ interactionId, duration }) => { if (interactionId) own.events.push(duration); }, { durationThreshold: 16 });
  own.ttfb = performance.getEntriesByType('navigation')[0].responseStart;
  setInterval(() => navigator.sendBeacon('/own', JSON.stringify(own)), 50);
}</script>`;

/** A picture of 800 by 400 that costs next to nothing to draw, and holds enough bytes for its size not to be taken for a background. */
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="400"><!--${'-+'.repeat(2_000)}--><rect width="800" height="400" fill="red"/></svg>`;

const late =
  (ms: number, type: string, body: string): Exclude<Pages[string], string> =>
  async (_request, response) => {
    await delay(ms);
    response.setHeader('content-type', type).end(body);
  };

const html = (body: string) => `<!doctype html><body style="margin:0">${OBSERVED}${body}`;

/** Opens a page and gives what we measured, beside what it saw itself. */
async function measured(body: string, more: Pages = {}, options = {}) {
  let own: Own | undefined;
  const pages: Pages = {
    '/': html(body),
    '/own': async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      own = JSON.parse(Buffer.concat(chunks).toString()) as Own;
      response.end();
    },
    ...more,
  };
  const result = await visitPage({ browsers, pages, options });
  expect(result.message).toBe('everything held');
  if (!own) throw new Error('the page told nothing');
  return { ours: result.attempts[0]?.measurements ?? {}, own: own as Own };
}

/** Within 5 % or 20 ms, whichever is more. */
const close = (ours: number | undefined, own: number) =>
  expect(Math.abs((ours ?? Number.NaN) - own), `${ours} and ${own}`).toBeLessThanOrEqual(
    Math.max(20, own * 0.05),
  );

describe('what is measured is what the page itself sees', () => {
  it('paint: a large picture that comes half a second late', async () => {
    const { ours, own } = await measured('<p>Prices</p><img src="/picture.svg" width="800" height="400">', {
      '/picture.svg': late(500, 'image/svg+xml', PICTURE),
    });
    close(ours.lcp, own.lcp);
    close(ours.fcp, own.fcp);
    close(ours.ttfb, own.ttfb);
    expect(ours.lcp).toBeGreaterThanOrEqual(500);
    expect(ours.fcp).toBeLessThan(ours.lcp ?? 0);
  });

  it('shifts: a banner that pushes everything down', async () => {
    // 1,280 by 720: a block of the whole width and 360 high moves down by 180. What it touches is 540 of 720 high, and
    // it moves by 180 of 1,280, the longer side: 0.75 times 0.140625.
    const { ours, own } = await measured(
      `<div style="height:360px;background:silver">Prices</div><script>
        fetch('/late').then(() => document.body.insertAdjacentHTML('afterbegin', '<div style="height:180px"></div>'));
      </script>`,
      { '/late': late(400, 'text/plain', '') },
    );
    expect(own.shifts).toHaveLength(1);
    expect(ours.cls).toBeCloseTo(own.shifts[0] ?? 0, 3);
    expect(ours.cls).toBeCloseTo(0.75 * 0.140625, 3);
  });

  it('blocking: two tasks of 200 and 120 ms, and one before there was anything to see', async () => {
    const body = `<script>
      setTimeout(() => { work(300); document.body.append('Prices'); }, 50);
      fetch('/late').then(() => work(200)).then(() => fetch('/later')).then(() => work(120));
    </script>`;
    const pages = { '/late': late(600, 'text/plain', ''), '/later': late(100, 'text/plain', '') };
    const { ours, own } = await measured(body, pages);
    const sum = (all: readonly number[]) => all.reduce((total, ms) => total + Math.max(0, ms), 0);
    const rest = ({ start, ms }: Own['tasks'][number]) => start + ms - Math.max(start + 50, own.fcp);
    close(ours.tbt, sum(own.frames.map((frame) => Math.min(frame.blocking, rest(frame)))));
    // By its own clock, which knows nothing of what else the browser was late with on a busy machine.
    const built = sum(own.tasks.map(rest));
    expect(built).toBeGreaterThanOrEqual(150 + 70);
    expect(ours.tbt).toBeGreaterThanOrEqual(built - 20);
  });

  it('input: a click that takes 400 ms to answer', async () => {
    const { ours, own } = await measured(
      `<button>Buy</button><script>
        document.querySelector('button').onclick = () => work(400);
      </script>`,
      {},
      { click: 'button' },
    );
    close(ours.inp, Math.max(...own.events));
    expect(ours.inp).toBeGreaterThanOrEqual(400);
    expect(ours.tbt).toBeLessThan(300); // the click is none of the loading
  });

  it('input: on a page that is never idle', async () => {
    const { ours, own } = await measured(
      `<button>Buy</button><script>
        document.querySelector('button').onclick = () => work(100);
        setInterval(() => work(20), 1);
      </script>`,
      {},
      { click: 'button' },
    );
    close(ours.inp, Math.max(...own.events));
  });

  it('sight: a page that is drawn in two halves', async () => {
    const half = '<div style="height:360px;background:black"></div>';
    const { ours, own } = await measured(
      `<b style="position:absolute;color:white">1</b>${half}<script>fetch('/late').then(() => { work(0); document.body.insertAdjacentHTML('beforeend', '${half}'); });</script>`,
      { '/late': late(600, 'text/plain', '') },
    );
    // Half of it is missing from the first paint until then.
    const expected = (own.fcp + (own.tasks[0]?.start ?? Number.NaN)) / 2;
    expect(Math.abs((ours.speed_index ?? 0) - expected), `${ours.speed_index} and ${expected}`).toBeLessThan(
      150,
    );
  });
});
