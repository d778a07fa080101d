import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Exchange, startExchange } from './exchange.ts';

let exchange: Exchange;
const ask = (path: string, method = 'GET') =>
  fetch(`http://127.0.0.1:${exchange.ports.http}${path}`, { method, redirect: 'manual' });

beforeAll(async () => {
  exchange = await startExchange();
});
beforeEach(async () => void (await ask('/_demo/faults', 'DELETE')));
afterAll(() => exchange.close());

const on = async () => {
  const faults = (await (await ask('/_demo/faults')).json()) as {
    name: string;
    on: boolean;
    path?: string;
  }[];
  return faults.filter((fault) => fault.on).map(({ name, path }) => (path ? `${name} ${path}` : name));
};

describe('the control of the demo exchange', () => {
  it('switches faults on and off, one by one and all together', async () => {
    await ask('/_demo/faults/slow', 'PUT');
    await ask('/_demo/faults/500?path=/health', 'PUT');
    expect(await on()).toEqual(['500 /health', 'slow']);
    await ask('/_demo/faults/slow', 'DELETE');
    expect(await on()).toEqual(['500 /health']);
    await ask('/_demo/faults', 'DELETE');
    expect(await on()).toEqual([]);
  });

  const REFUSED: Record<string, { path: string; method: string; status: number; says: string }> = {
    'a fault that there is not': {
      path: '/_demo/faults/fire',
      method: 'PUT',
      status: 404,
      says: "there is no fault 'fire'; npx vedette demo faults lists them",
    },
    'a fault that is spelt wrongly': {
      path: '/_demo/faults/dns-silnt',
      method: 'PUT',
      status: 404,
      says: "there is no fault 'dns-silnt'; did you mean 'dns-silent'?",
    },
    'a path for a fault of the handshake': {
      path: '/_demo/faults/expired-certificate?path=/',
      method: 'PUT',
      status: 400,
      says: 'expired-certificate has no path: it does not strike single answers',
    },
    'a path that is none': {
      path: '/_demo/faults/slow?path=health',
      method: 'PUT',
      status: 400,
      says: 'a path starts with /, as in /v1/quotes',
    },
    'a method that does nothing': {
      path: '/_demo/faults/slow',
      method: 'POST',
      status: 405,
      says: 'PUT switches a fault on, DELETE switches it off',
    },
    'what is not a control': {
      path: '/_demo/authority/key',
      method: 'GET',
      status: 404,
      says: 'there is no such control',
    },
  };

  it.each(Object.entries(REFUSED))('refuses %s', async (_name, { path, method, status, says }) => {
    const answer = await ask(path, method);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: says });
    expect(await on()).toEqual([]);
  });

  it.each(['hang', 'reset', '500', 'slow'])('is not struck by %s itself', async (fault) => {
    await ask(`/_demo/faults/${fault}`, 'PUT');
    const began = performance.now();
    expect(await (await ask('/_demo/authority')).text()).toBe(exchange.authority);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('is not there on the TLS port', async () => {
    const { answerTo } = await import('./site.ts');
    expect(answerTo(new URL('https://localhost/_demo/authority'), 0).status).toBe(404);
  });
});
