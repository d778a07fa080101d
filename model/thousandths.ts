/** A number as results hold it: to three decimals, so that milliseconds are told to microseconds. */
export const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;
