import { once } from 'node:events';
import { get } from 'node:https';
import { createParser } from 'eventsource-parser';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BEGINNING, looked, MarketDesk, StreamClient } from '../../../test/market-desk.ts';
import { LISTINGS } from './listings.ts';

let desk: MarketDesk;
beforeAll(async () => {
  desk = await MarketDesk.open();
});
afterEach(() => desk.allWell());
afterAll(() => desk.exchange.close());

const AUTH = { action: 'auth', token: 'demo-stream' };

describe('the stream', () => {
  it('sends the quotes that polls show, one sequence after the other', async () => {
    const client = desk.connect();
    await client.subscribe(['BHP', 'JPM', 'AZN']);
    desk.pass(5_000);
    await looked();
    await client.echo();
    client.socket.terminate();
    const { quotes } = JSON.parse((await desk.ask('/v1/market/quotes?symbols=BHP,JPM,AZN')).body);
    for (const quote of quotes) {
      const sent = client.quotes(quote.symbol);
      expect(sent.at(-1)).toEqual({ type: 'quote', ...quote });
      const first = sent[0]?.sequence ?? 0;
      expect(sent.map(({ sequence }) => sequence)).toEqual(sent.map((_, index) => first + index));
    }
    expect(new Set(client.quotes().map(({ symbol }) => symbol))).toEqual(new Set(['BHP', 'JPM', 'AZN']));
  });

  it('over TLS sends frames where they are asked for', async () => {
    const { ports, authority: ca } = desk.exchange;
    const url = `wss://localhost:${ports.https}/v1/market/stream?encoding=binary`;
    const client = new StreamClient(url, { ca });
    await client.subscribe('*');
    desk.pass(5_000);
    await looked();
    await client.echo();
    client.socket.terminate();
    expect(client.quotes()).toEqual([]);
    expect(client.frames.length).toBeGreaterThan(500);
    expect(new Set(client.frames.map(({ length }) => length))).toEqual(new Set([40]));
  });

  it('cuts frames short when it is malformed', async () => {
    await desk.switchOn('stream-malformed');
    const client = desk.connect('?encoding=binary');
    await client.subscribe('*');
    desk.pass(5_000);
    await looked();
    await client.echo();
    client.socket.terminate();
    expect(new Set(client.frames.map(({ length }) => length))).toEqual(new Set([39, 40]));
  });

  it('beats each second', async () => {
    const client = desk.connect();
    await client.say(AUTH);
    await client.until(({ type }) => type === 'auth');
    desk.pass(1_000);
    const beat = await client.until(({ type }) => type === 'heartbeat');
    expect(beat.time).toBe(new Date(desk.now).toISOString());
    client.socket.terminate();
  });

  it('pings who has authenticated, and lets who has not go', async () => {
    const [client, mute] = [desk.connect(), desk.connect()];
    const pinged = once(client.socket, 'ping');
    await client.say(AUTH);
    expect(await mute.closed).toEqual([4001, 'nobody has authenticated in time']);
    await pinged;
    client.socket.terminate();
  });

  it('acknowledges what it knows, and names what it does not', async () => {
    const client = desk.connect();
    await client.say(AUTH, { action: 'subscribe', symbols: ['BHP', 'NOPE', 7] });
    expect(await client.until(({ type }) => type === 'subscribed')).toEqual({
      type: 'subscribed',
      symbols: 1,
    });
    expect(await client.until(({ type }) => type === 'error')).toEqual({
      type: 'error',
      message: 'unknown symbols: NOPE, 7',
    });
    await client.say({ action: 'subscribe', symbols: '*' });
    expect(await client.until(({ symbols }) => symbols === LISTINGS.length)).toBeDefined();
    client.socket.terminate();
  });

  it.each([
    ['another token', { ...AUTH, token: 'guessed' }],
    ['a subscription at once', { action: 'subscribe', symbols: '*' }],
    ['what is no JSON', '{'],
    ['null', 'null'],
  ])('refuses %s with 4001', async (_sentence, first) => {
    const client = desk.connect();
    await client.say(first);
    expect(await client.closed).toEqual([4001, 'not authenticated']);
    expect(client.messages()).toEqual([{ type: 'error', message: 'not authenticated' }]);
  });

  it('is no page', async () => {
    const { status, headers } = await desk.ask('/v1/market/stream');
    expect([status, headers.upgrade]).toEqual([426, 'websocket']);
  });

  it.each([
    ['500', '/v1/market/stream', 'Unexpected server response: 500'],
    ['reset', '/v1/market/stream', 'read ECONNRESET'],
    ['wrong-body', '/v1/market/stream', 'Unexpected server response: 200'],
    [undefined, '/v1/market/nothing', 'Unexpected server response: 301'],
  ] as const)('with %s on, %s says: %s', async (fault, path, says) => {
    if (fault) await desk.switchOn(fault);
    const client = new StreamClient(`ws://127.0.0.1:${desk.exchange.ports.http}${path}`);
    const [error] = await once(client.socket, 'error');
    expect(String(error.message)).toBe(says);
  });
});

/** At more than a megabyte of quotes a minute: more than the system's own buffers take. */
const MINUTES = 50;

describe('a client that does not read', () => {
  it('is let go with 1013, before our memory pays for it', async () => {
    const client = desk.connect();
    await client.subscribe('*');
    client.socket.pause();
    const { length: before } = client.texts;
    for (let minute = 0; minute < MINUTES; minute += 1) {
      desk.pass(60_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    client.socket.resume();
    expect(await client.closed).toEqual([1013, 'the client reads too slowly']);
    // Of more than 7,000 quotes a minute it was sent what the system's own buffers took, and little more.
    expect(client.texts.length - before).toBeLessThan(MINUTES * 7_000);
  });
});

describe('server-sent events', () => {
  it('are cut off for a client that does not read', async () => {
    const { ports, authority: ca } = desk.exchange;
    const asked = get(`https://localhost:${ports.https}/v1/market/events`, { ca, agent: false });
    const [answer] = await once(
      asked.on('error', () => {}),
      'response',
    );
    const cut = new Promise((resolve) => answer.on('error', resolve));
    for (let minute = 0; minute < MINUTES; minute += 1) {
      desk.pass(60_000);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    answer.resume();
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
  });

  it('are quotes and heartbeats', async () => {
    const { ports, authority: ca } = desk.exchange;
    const asked = get(`https://localhost:${ports.https}/v1/market/events?symbols=BHP`, { ca, agent: false });
    const [answer] = await once(asked, 'response');
    expect(answer.headers['content-type']).toBe('text/event-stream');
    const events: { event?: string | undefined; data: string }[] = [];
    const beaten = new Promise<void>((resolve) => {
      const parser = createParser({
        onEvent: ({ event, data }) => {
          events.push({ event, data });
          if (event === 'heartbeat') resolve();
        },
      });
      answer.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
    });
    desk.pass(2_000);
    await beaten;
    asked.destroy();
    const quotes = events.filter(({ event }) => event === 'quote').map(({ data }) => JSON.parse(data));
    expect(quotes.length).toBeGreaterThan(1);
    const { body } = await desk.ask('/v1/market/quotes?symbols=BHP');
    expect(quotes.at(-1)).toEqual({ type: 'quote', ...JSON.parse(body).quotes[0] });
  });
});

it('a closed market stands still, with heartbeats', async () => {
  const closing = BEGINNING;
  const opening = closing + 3_600_000;
  const own = await MarketDesk.open((_venue, instant) => instant < closing || instant >= opening);
  const poll = async () => JSON.parse((await own.ask('/v1/market/quotes')).body).quotes;
  const quotes = await poll();
  const client = own.connect();
  await client.subscribe('*');
  own.pass(60_000);
  await client.until(({ type }) => type === 'heartbeat');
  expect(client.quotes()).toEqual([]);
  expect(await poll()).toEqual(quotes);
  own.pass(opening - own.now + 30_000);
  await client.until(({ type }) => type === 'quote');
  expect(client.quotes().filter(({ time }) => Date.parse(time) < opening)).toEqual([]);
  client.socket.terminate();
  await own.exchange.close();
});

it('closing the exchange ends every stream', async () => {
  const own = await MarketDesk.open();
  const { ports, authority: ca } = own.exchange;
  const plain = own.connect();
  const secure = new StreamClient(`wss://localhost:${ports.https}/v1/market/stream`, { ca });
  const mute = own.connect();
  await Promise.all([plain.subscribe('*'), secure.subscribe('*'), mute.say()]);
  const asked = get(`https://localhost:${ports.https}/v1/market/events`, { ca, agent: false });
  const [answer] = await once(asked, 'response');
  const cut = new Promise((resolve) =>
    answer
      .on('error', () => {})
      .resume()
      .on('close', resolve),
  );
  await own.exchange.close();
  await Promise.all([plain.closed, secure.closed, mute.closed, cut]);
});
