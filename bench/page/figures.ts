/** Frames of two seconds in frames a second, asked of a page. */
export const FRAME_RATE = `new Promise((resolve) => {
  let frames = 0;
  const began = performance.now();
  const next = (now) => {
    frames += 1;
    if (now - began < 2000) requestAnimationFrame(next);
    else resolve((frames * 1000) / (now - began));
  };
  requestAnimationFrame(next);
})`;

/** Milliseconds from the request, asked of a page. */
export const FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime";

export const lowest = (values: readonly number[]): number => Math.min(...values);
