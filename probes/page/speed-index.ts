import { setImmediate as turn } from 'node:timers/promises';
import speedline from 'speedline-core/lib/frame.js';
import speed from 'speedline-core/lib/speed-index.js';
import type { Frame } from './filmstrip.ts';

/** A frame with how much of the last one is there. */
export interface Progress extends Frame {
  /** Percent. */
  readonly progress: number;
}

export interface Seen {
  /** Milliseconds. `undefined` when nothing came to be seen. */
  readonly speedIndex: number | undefined;
  readonly progress: readonly Progress[];
}

/** Chromium's own levels of brightness, of each color. */
const LEVELS = 256;

/** The white page that everything begins with, as speedline counts it: white is nothing. */
const nothing = () => ({
  ...speedline.create(Buffer.alloc(0), 0),
  getHistogram: () => [0, 1, 2].map(() => Array<number>(LEVELS).fill(0)),
});

/**
 * The Speed Index by speedline, which is what Lighthouse takes: how long, on the average, each part of what was seen in the
 * end was missing. Frames before `origin`, epoch milliseconds, are of another page.
 */
export async function speedIndexOf(all: readonly Frame[], origin: number): Promise<Seen> {
  const seen = all.filter(({ at }) => at > origin);
  if (seen.length === 0) return { speedIndex: undefined, progress: [] };
  const frames = [nothing(), ...seen.map(({ at, image }) => speedline.create(image, at - origin))];
  for (const frame of frames) {
    frame.getHistogram();
    await turn(); // a picture takes milliseconds to read: so many in a row would be a delay of our own
  }
  speed.calculateVisualProgress(frames);
  const { speedIndex } = speed.calculateSpeedIndexes(frames, { startTs: 0 });
  const progress = seen.map((frame, index) => ({
    ...frame,
    progress: frames[index + 1]?.getProgress() ?? 0,
  }));
  return { speedIndex: Number.isFinite(speedIndex) ? speedIndex : undefined, progress };
}
