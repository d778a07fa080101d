import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askExchange } from '../../../test/ask-exchange.ts';
import { switchOff, switchOn } from '../client.ts';
import { type Exchange, startExchange } from '../exchange.ts';
import { LOGIN } from '../orders.ts';
import type { FRONT_FAULTS } from './faults.ts';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterEach(() => switchOff(exchange.ports.http));
afterAll(() => exchange.close());

type Asking = Parameters<typeof askExchange>[2];
const ask = (path: string, asking?: Asking) => askExchange(exchange, path, asking);
const bodyOf = async (path: string) => (await ask(path)).body;
const other = () => `https://127.0.0.1:${exchange.ports.https}`;

/** What each fault does to what goes over the wire: read without it, and with it. */
const EFFECTS: Readonly<
  Record<keyof typeof FRONT_FAULTS, { see: () => Promise<unknown>; usual: unknown; struck: unknown }>
> = {
  'front-button-moves': {
    see: async () => />([^<]+)<\/button>/.exec(await bodyOf('/log-in'))?.[1],
    usual: 'Log in',
    struck: 'Continue to my account',
  },
  'front-login-third': {
    see: async () => {
      const statuses: number[] = [];
      for (let time = 0; time < 6; time += 1) statuses.push((await ask('/log-in', { form: LOGIN })).status);
      return statuses;
    },
    usual: [303, 303, 303, 303, 303, 303],
    struck: [303, 303, 503, 303, 303, 503],
  },
  'front-script-error': { see: () => scriptOf('/'), usual: undefined, struck: /^throw new Error/ },
  'front-slow-image': {
    see: async () => {
      const began = performance.now();
      await ask('/assets/day.svg');
      return performance.now() - began > 4_900 ? 'late' : 'at once';
    },
    usual: 'at once',
    struck: 'late',
  },
  'front-layout-shift': { see: () => scriptOf('/'), usual: undefined, struck: /\.prepend\(banner\)/ },
  'front-blocked-third-party': {
    see: () => ask('/assets/partner.js', { host: '127.0.0.1' }).then(({ status }) => status, codeOf),
    usual: 200,
    struck: 'ECONNRESET',
  },
  'front-third-party-hangs': {
    see: () => Promise.race([ask('/assets/partner.js').then(({ status }) => status), soon('no answer')]),
    usual: 200,
    struck: 'no answer',
  },
  'front-cors': {
    see: async () => {
      const origin = /data-quotes="([^"]*)"/.exec(await bodyOf('/'))?.[1];
      const { headers } = await ask('/v1/quotes?symbol=BHP', { host: '127.0.0.1' });
      return { origin: origin?.replace(other(), 'another'), allowed: headers['access-control-allow-origin'] };
    },
    usual: { origin: '', allowed: undefined },
    struck: { origin: 'another', allowed: undefined },
  },
  'front-mixed-content': {
    see: async () => /src="(http:[^"]+)"/.exec(await bodyOf('/'))?.[1],
    usual: undefined,
    struck: 'http://static.exchange.demo/legacy.js',
  },
  'front-hang': { see: () => scriptOf('/portfolio'), usual: undefined, struck: /while \(Date\.now\(\)/ },
  'front-memory': { see: () => scriptOf('/'), usual: undefined, struck: /kept\.push/ },
};

const codeOf = ({ code }: NodeJS.ErrnoException) => code;

/** Long beside an answer of a toy, which is what comes first when there is one. */
const soon = (what: string) => new Promise((resolve) => setTimeout(() => resolve(what), 2_000));

const OWN = ['/assets/front.js', '/assets/partner.js'];

/** The script that a page of ours has besides its own. */
async function scriptOf(path: string): Promise<string | undefined> {
  const { body } = await ask(path, path === '/portfolio' ? { cookie: await session() } : {});
  const scripts = [...body.matchAll(/<script src="([^"]+)"/g)].map(([, src = '']) =>
    src.replace(other(), ''),
  );
  const [more] = scripts.filter((src) => !OWN.includes(src));
  return more && bodyOf(more);
}

async function session(): Promise<string> {
  const { headers } = await ask('/log-in', { form: LOGIN });
  return String(headers['set-cookie']?.[0]);
}

describe('a fault of the web front changes what goes over the wire', () => {
  it.each(Object.entries(EFFECTS))('%s', async (fault, { see, usual, struck }) => {
    expect(await see()).toEqual(usual);
    await switchOn(exchange.ports.http, fault);
    if (struck instanceof RegExp) expect(await see()).toMatch(struck);
    else expect(await see()).toEqual(struck);
  });

  it('and the next one adds to it', async () => {
    await switchOn(exchange.ports.http, 'front-script-error');
    await switchOn(exchange.ports.http, 'front-layout-shift');
    expect(await bodyOf('/')).toMatch(/throws\.js" defer><\/script>\s+<script src="\/assets\/shifts\.js"/);
  });

  it('begins to count log-ins anew each time', async () => {
    const { see, struck } = EFFECTS['front-login-third'];
    await switchOn(exchange.ports.http, 'front-login-third');
    await ask('/log-in', { form: LOGIN });
    await switchOff(exchange.ports.http);
    await ask('/log-in', { form: LOGIN });
    await switchOn(exchange.ports.http, 'front-login-third');
    expect(await see()).toEqual(struck);
  });
});
