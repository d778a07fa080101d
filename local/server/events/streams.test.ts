import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { http } from '../../../index.ts';
import { checksOf } from '../../../test/checks.ts';
import { serve } from '../../../test/fakes/serve.ts';
import { serving } from '../../../test/serving.ts';
import { resultOf } from '../../../test/watched.ts';
import type { TwinEvent } from '../../twin/watch.ts';
import { EventStreams } from './streams.ts';

interface Heard {
  readonly id?: string;
  readonly event?: string;
  readonly data?: unknown;
}

/** Listens until `enough` holds of what was heard. */
async function listen(
  url: string,
  enough: (heard: readonly Heard[]) => boolean,
  lastId?: string,
): Promise<Heard[]> {
  const stop = new AbortController();
  const headers = { accept: 'text/event-stream', ...(lastId && { 'last-event-id': lastId }) };
  const { origin, search } = new URL(url);
  const response = await fetch(`${origin}/api/v1/events${search}`, { headers, signal: stop.signal });
  let text = '';
  const heard = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .map(frameOf)
      .filter(({ event }) => event);
  const decoder = new TextDecoder();
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (enough(heard())) break;
  }
  stop.abort();
  return heard();
}

function frameOf(frame: string): Heard {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
  const [id, event, data] = [field('id'), field('event'), field('data')];
  return { ...(id && { id }), ...(event && { event }), ...(data && { data: JSON.parse(data) }) };
}

const inboxEvent = (n: number): TwinEvent => ({
  type: 'inbox',
  entry: { receiver: 'slack', at: n, subject: `line\n\nbreak ${n}`, text: '' },
});

const [check] = checksOf(http('quotes', { url: 'https://a.example/' }));
if (!check) throw new Error('no check');

describe('the stream of events', () => {
  it('has every event within one second of its happening', async () => {
    const { url, twin } = await serving({ checks: [check] });
    const happens: TwinEvent[] = [
      { type: 'result', result: resultOf(check) },
      {
        type: 'alarm',
        change: { alarm: 'vedette/quotes/failed', state: 'ALARM', at: 1, reason: 'it failed' },
      },
      { type: 'told', receiver: 'slack', event: 'opened', alarms: ['vedette/quotes/failed'], at: 2 },
      inboxEvent(3),
      { type: 'definitions', problem: 'broken' },
    ];
    let began = 0;
    setTimeout(() => {
      began = performance.now();
      for (const event of happens) twin.tell(event);
    }, 100);
    const heard = await listen(url, ({ length }) => length === happens.length);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(heard.map(({ data }) => data)).toEqual(happens);
    expect(heard.map(({ event }) => event)).toEqual(happens.map(({ type }) => type));
  });

  it('goes on where it was broken off', async () => {
    const { url, twin } = await serving();
    setTimeout(() => twin.tell(inboxEvent(1)), 100);
    const [first] = await listen(url, ({ length }) => length === 1);
    for (const n of [2, 3]) twin.tell(inboxEvent(n));
    const rest = await listen(url, ({ length }) => length === 2, first?.id);
    expect(rest.map(({ data }) => data)).toEqual([inboxEvent(2), inboxEvent(3)]);
    const last = rest.at(-1)?.id;
    setTimeout(() => twin.tell(inboxEvent(4)), 100);
    expect((await listen(url, ({ length }) => length > 0, last)).map(({ data }) => data)).toEqual([
      inboxEvent(4),
    ]);
  });

  it('begins after an event that the overview names, until a browser comes back with a later one', async () => {
    const { url, twin, get } = await serving();
    const { eventId } = (await get('/api/v1/overview')).json as { eventId: string };
    for (const n of [1, 2]) twin.tell(inboxEvent(n));
    const after = `${url}?after=${eventId}`;
    const heard = await listen(after, ({ length }) => length === 2);
    expect(heard.map(({ data }) => data)).toEqual([inboxEvent(1), inboxEvent(2)]);
    const [last] = await listen(after, ({ length }) => length === 1, heard[0]?.id);
    expect(last?.data).toEqual(inboxEvent(2));
  });

  it('says so when what was missed is not known any more', async () => {
    const { url, twin } = await serving();
    setTimeout(() => twin.tell(inboxEvent(0)), 100);
    const [first] = await listen(url, ({ length }) => length === 1);
    for (let n = 1; n <= 1_000; n++) twin.tell(inboxEvent(n));
    expect(await listen(url, ({ length }) => length === 1_000, first?.id)).toHaveLength(1_000);
    twin.tell(inboxEvent(1_001));
    const [gap] = await listen(url, ({ length }) => length === 1, first?.id);
    expect(gap).toMatchObject({ event: 'gap', data: { type: 'gap' } });
    const before = 'another-process-1';
    for (const id of [before, 'x-1', `${first?.id}9999`, 'nonsense']) {
      expect(await listen(url, ({ length }) => length === 1, id)).toMatchObject([
        { event: 'gap', id: gap?.id },
      ]);
    }
  });

  it('lets a connection feel that it is alive', async () => {
    const streams = new EventStreams({ epoch: 1, heartbeatMs: 20 });
    onTestFinished(() => streams.close());
    const { url, close } = await serve((_request, response) => streams.open(response));
    onTestFinished(close);
    const response = await fetch(url);
    let text = '';
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      if (text.split(': still here\n\n').length > 3) break;
    }
    expect(text).toMatch(/^retry: 1000\n\n: still here\n\n/);
  });

  it('drops who does not read, and nobody else', async () => {
    const maxBacklogBytes = 100_000;
    const streams = new EventStreams({ epoch: 1, maxBacklogBytes });
    onTestFinished(() => streams.close());
    const { url, close } = await serve((_request, response) => streams.open(response));
    onTestFinished(close);
    const [reading, sleeping] = [await connect(url), await connect(url)];
    reading.on('data', () => {});
    sleeping.pause();
    const isOver = once(sleeping, 'close');
    const large: TwinEvent = {
      type: 'inbox',
      entry: { receiver: 'slack', at: 0, subject: '', text: 'x'.repeat(50_000) },
    };
    for (let n = 0; n < 400; n++) {
      streams.publish(large);
      await new Promise((resolve) => setImmediate(resolve));
    }
    sleeping.resume();
    await isOver;
    expect(sleeping.bytesRead).toBeLessThan(400 * 50_000);
    expect(reading.destroyed).toBe(false);
  });

  it('refuses more listeners than a desk has tabs', async () => {
    const { url } = await serving();
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const open = Array.from({ length: 64 }, () => fetch(`${url}/api/v1/events`, { signal: stop.signal }));
    expect((await Promise.all(open)).every(({ status }) => status === 200)).toBe(true);
    expect((await fetch(`${url}/api/v1/events`)).status).toBe(503);
  });
});

async function connect(url: string): Promise<Socket> {
  const socket = createConnection(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}
