import { describe, expect, it, onTestFinished } from 'vitest';
import { serving } from '../../test/serving.ts';
import { demoControl } from '../demo/client.ts';
import { startExchange } from '../demo/exchange.ts';
import type { FaultStatus } from '../demo/fault-switches.ts';

const FAULTS = '/api/v1/demo/faults';

/** A server beside a demo exchange, and the faults of that exchange that are on. */
async function demo() {
  const exchange = await startExchange();
  onTestFinished(exchange.close);
  const control = demoControl(exchange.ports.http);
  const made = await serving({}, { demo: () => control });
  const on = async () =>
    (await control.faults()).filter((fault) => fault.on).map(({ name, path }) => [name, path]);
  return { ...made, on };
}

describe('the faults of the demo exchange', () => {
  it('are listed, switched on, for a path, and off again', async () => {
    const { get, ask, on, url } = await demo();
    expect((await get('/api/v1/overview')).json).toMatchObject({ isDemo: true });
    const own = { headers: { origin: url, 'sec-fetch-site': 'same-origin' } };
    const { status, json } = await ask('PUT', `${FAULTS}/slow`, own);
    expect(status).toBe(200);
    expect((json as FaultStatus[]).find(({ name }) => name === 'slow')).toMatchObject({ on: true });
    expect((await get(FAULTS)).json).toEqual(json);
    await ask('PUT', `${FAULTS}/slow?path=/v1/quotes`, own);
    expect(await on()).toEqual([['slow', '/v1/quotes']]);
    expect((await ask('DELETE', `${FAULTS}/slow`)).status).toBe(200);
    expect(await on()).toEqual([]);
  });

  it.each([
    ['of a page of another origin', `${FAULTS}/slow`, { origin: 'https://evil.example' }, 403],
    ['of a page in a frame without an origin', `${FAULTS}/slow`, { origin: 'null' }, 403],
    ['of another port', `${FAULTS}/slow`, { origin: 'http://127.0.0.1:1' }, 403],
    ['of another site', `${FAULTS}/slow`, { 'sec-fetch-site': 'same-site' }, 403],
    ['by a name that leads here too', `${FAULTS}/slow`, { host: 'evil.example' }, 421],
    ['of a fault that there is not', `${FAULTS}/slo`, {}, 400],
    ['with a parameter that there is not', `${FAULTS}/slow?pth=/`, {}, 400],
  ])('a switch %s is refused', async (_name, path, headers, status) => {
    const { ask, on } = await demo();
    expect(await ask('PUT', path, { headers })).toMatchObject({
      status,
      json: { error: expect.any(String) },
    });
    expect(await on()).toEqual([]);
  });
});
