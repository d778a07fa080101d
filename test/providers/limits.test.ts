import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import * as providers from '../../checks/providers/index.ts';
import { runCheck } from '../../functions/runner/run-check.ts';
import { secret } from '../../index.ts';
import type { Definition } from '../../model/check.ts';
import { checksOf } from '../checks.ts';
import { runnerPorts } from '../probing.ts';
import { httpTarget } from '../targets.ts';
import { ALPHA_VANTAGE_REFUSAL, alphaVantageQuote, finnhubQuote } from './answers.ts';

const key = secret('provider/key');
const DAY_MS = 86_400_000;

/** Noon in UTC, at which no day ends while a test counts: neither there nor in New York. */
const noonOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS + DAY_MS / 2;

/** A provider that answers so, and a check of it that can be run again and again, as in one process. */
async function probing(preset: (url: string) => Definition, answer: RequestListener) {
  let asked = 0;
  const { url } = await httpTarget((request, response) => {
    asked += 1;
    answer(request, response);
  });
  const [check] = checksOf(preset(url));
  if (!check) throw new Error('there is no check');
  const ports = await runnerPorts({ secrets: { 'provider/key': 'k3y-of-a-test' } });
  const noon = noonOf(Date.now());
  const clock = { ...ports.clock, now: () => noon };
  const job = { check, dueAt: noon, location: 'local' };
  return {
    again: () => runCheck(job, { ...ports, clock }, new AbortController().signal),
    asked: () => asked,
    noon,
  };
}

const finnhub = (url: string) =>
  providers.finnhubQuotes({ url, key, symbols: ['AAPL'], calendar: 'CRYPTO', limit: '1d' });

const alphaVantage = (url: string) =>
  providers.alphaVantageQuotes({
    url,
    key,
    symbols: ['IBM'],
    due: { by: '00:00', zone: 'America/New_York' },
    calendar: 'CRYPTO',
  });

describe('a provider that is asked too often', () => {
  it.each([429, 418])(
    'by a %i is our own fault, and is left alone for as long as it says',
    async (status) => {
      const { again, asked, noon } = await probing(finnhub, (_request, response) =>
        response.writeHead(status, { 'retry-after': '120' }).end(),
      );
      const until = new Date(noon + 120_000).toISOString();
      expect(await again()).toMatchObject({
        state: 'errored',
        reason: 'rate_limited',
        message: expect.stringContaining(`(${status}); asked again at ${until}`),
      });
      expect(await again()).toMatchObject({
        state: 'errored',
        reason: 'rate_limited',
        message: expect.stringContaining(`patience until ${until}; not asked`),
      });
      expect(asked()).toBe(1);
    },
  );

  it('is believed too when it says so with a status of 200', async () => {
    const { again, asked } = await probing(alphaVantage, (_request, response) =>
      response.end(ALPHA_VANTAGE_REFUSAL),
    );
    expect(await again()).toMatchObject({ state: 'errored', reason: 'rate_limited' });
    expect(await again()).toMatchObject({ state: 'errored', reason: 'rate_limited' });
    expect(asked()).toBe(1);
  });

  it('is not asked a 26th time on the free plan', async () => {
    const { again, asked } = await probing(alphaVantage, (_request, response) =>
      response.end(alphaVantageQuote(['IBM'], noonOf(Date.now()))),
    );
    const results = [];
    for (let run = 0; run < 26; run += 1) results.push(await again());
    expect(new Set(results.slice(0, 25).map(({ state }) => state))).toEqual(new Set(['passed']));
    expect(results.at(-1)).toMatchObject({
      state: 'errored',
      reason: 'rate_limited',
      message: "the day's quota of 25 calls is used up; not asked",
    });
    expect(asked()).toBe(25);
  });

  it('has what it says is left in the result', async () => {
    const { again } = await probing(finnhub, (_request, response) =>
      response
        .writeHead(200, { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '7' })
        .end(finnhubQuote([], Date.now())),
    );
    const { attempts } = await again();
    expect(attempts).toMatchObject([{ measurements: { calls: 1, calls_left: 7 } }]);
  });
});

it('requests are spaced as a provider that counts by the second wants', async () => {
  const times: number[] = [];
  const { again } = await probing(
    (url) =>
      providers.finnhubQuotes({
        url,
        key,
        symbols: ['A', 'B', 'C', 'D', 'E'],
        calendar: 'CRYPTO',
        quota: { callsPerSecond: 10 },
      }),
    (_request, response) => {
      times.push(performance.now());
      response.end(finnhubQuote([], Date.now()));
    },
  );
  const began = performance.now();
  await again();
  expect(times).toHaveLength(5);
  // Four tenths of a second, less what a timer may be early; how much later it arrives is the machine's.
  expect(Math.max(...times) - began).toBeGreaterThan(390);
});
