import { describe, expect, it } from 'vitest';
import { freshness, rows } from '../../index.ts';
import { run } from '../../test/probing.ts';
import { httpTarget } from '../../test/targets.ts';

const FIELDS = { symbol: 'symbol', time: 'time', price: 'price' } as const;

describe('polled quotes', () => {
  it('that are of now pass', async () => {
    const { url } = await httpTarget((_request, response) =>
      response.end(
        JSON.stringify({ quotes: [{ symbol: 'BHP', time: new Date().toISOString(), price: 45 }] }),
      ),
    );
    const result = await run(
      freshness('quotes', {
        calendar: 'CRYPTO',
        network: 'private',
        request: { url },
        rows: rows.json('$.quotes[*]', FIELDS),
        symbols: ['BHP'],
      }),
    );
    expect(result.state).toBe('passed');
  });
});
