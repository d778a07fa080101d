import type { Quote } from './market.ts';

/**
 * A quote as a binary frame, for `/v1/market/stream?encoding=binary`. Big-endian; what is text is ASCII, padded with
 * spaces; prices are in 1/10,000, as in Nasdaq's ITCH.
 *
 *     offset  length  what
 *          0       8  symbol
 *          8       4  venue, ISO 10383
 *         12       8  time, unsigned, nanoseconds since 1970
 *         20       4  sequence, unsigned
 *         24       4  price, unsigned
 *         28       4  bid, unsigned
 *         32       4  ask, unsigned
 *         36       4  size, unsigned
 */
export function frameOf({ symbol, venue, time, sequence, price, bid, ask, size }: Quote): Buffer {
  const frame = Buffer.alloc(FRAME_LENGTH);
  frame.write(symbol.padEnd(8) + venue, 0, 'ascii');
  frame.writeBigUInt64BE(BigInt(time) * NANOSECONDS, 12);
  const numbers = [sequence, inUnits(price), inUnits(bid), inUnits(ask), size];
  for (const [index, number] of numbers.entries()) frame.writeUInt32BE(number, 20 + 4 * index);
  return frame;
}

export const FRAME_LENGTH = 40;

const NANOSECONDS = 1_000_000n;
const UNITS = 10_000;

const inUnits = (price: number): number => Math.round(price * UNITS);
