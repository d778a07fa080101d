/** Judges one answer with many symbols in a process of its own, for its time and its memory. */
import { judgeFreshness } from '../../model/market/freshness.ts';
import type { Known } from '../../model/market/known.ts';
import { marketsAt } from '../../model/market/market-now.ts';
import { freshness, rows } from '../../probes/freshness/check.ts';
import { readRows } from '../../probes/freshness/read-rows.ts';
import { answering } from '../child.ts';

export interface Judged {
  /** From the answer's text to the verdict, the first time in the process. */
  readonly coldMs: number;
  /** The median of the times after that. */
  readonly warmMs: number;
  /** Above what the process held before. */
  readonly extraMb: number;
  readonly bytes: number;
}

const NOW = Date.parse('2026-11-25T03:00:00Z');
const KB_PER_MB = 1_024;

const peakMb = (): number => process.resourceUsage().maxRSS / KB_PER_MB;

/** One answer; `poll` says which of several in a row. */
function answerOf(symbols: number, poll: number): string {
  const quotes = Array.from({ length: symbols }, (_, n) => ({
    symbol: `SYM${n}`,
    venue: 'XASX',
    time: new Date(NOW + poll * 10_000 - ((n * 7) % 40_000)).toISOString(),
    price: 10 + ((n + poll) % 100) / 100,
    size: 100 + n,
    bid: 9.99,
    ask: 11.01,
    sequence: poll * 1_000 + n,
  }));
  return JSON.stringify({ quotes });
}

const FIELDS = {
  symbol: 'symbol',
  venue: 'venue',
  time: 'time',
  price: 'price',
  size: 'size',
  bid: 'bid',
  ask: 'ask',
  sequence: 'sequence',
} as const;

answering(async ({ symbols, polls }: { symbols: number; polls: number }): Promise<Judged> => {
  const { spec } = freshness;
  const made = spec({
    calendar: 'XASX',
    request: { url: 'https://a.example/' },
    rows: rows.json('$.quotes[*]', FIELDS),
    symbols: Array.from({ length: symbols }, (_, n) => `SYM${n}`),
  });
  const texts = Array.from({ length: polls }, (_, poll) => answerOf(symbols, poll));
  const before = peakMb();
  let known: Known = new Map();
  const times: number[] = [];
  for (const [poll, text] of texts.entries()) {
    const now = NOW + poll * 10_000;
    const began = performance.now();
    const response = { status: 200, headers: {}, text, json: JSON.parse(text) as unknown };
    const read = await readRows(response, made.rows, made.time);
    if ('problem' in read) throw new Error(read.problem);
    const moment = { askedAt: now - 50, answeredAt: now, newest: now };
    const marketOf = marketsAt(now, made.limits.graceMs);
    known = judgeFreshness({
      answers: [{ ticks: read.ticks, moment }],
      limits: made.limits,
      marketOf,
      known,
    }).known;
    times.push(performance.now() - began);
  }
  const [coldMs = 0, ...warm] = times;
  const warmMs = warm.sort((one, other) => one - other)[Math.floor(warm.length / 2)] ?? coldMs;
  return { coldMs, warmMs, extraMb: peakMb() - before, bytes: texts[0]?.length ?? 0 };
});
