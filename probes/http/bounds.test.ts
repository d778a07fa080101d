import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { http } from '../../index.ts';
import { type Opening, run, runAll } from '../../test/probing.ts';
import { answering, httpTarget, tcpTarget } from '../../test/targets.ts';
import type { Dial } from '../net/dial.ts';

const MIB = 1_048_576;

/** Sends for as long as the other side takes it. */
const endless = (start: string) => (socket: Socket) => {
  const chunk = Buffer.alloc(65_536, 'x');
  const more = () => {
    while (socket.writable && socket.write(chunk));
  };
  socket.once('data', () => {
    socket.write(start);
    socket.on('drain', more);
    more();
  });
};

/** Remembers the sockets that were dialled. */
function watching(sockets: Socket[]) {
  return (real: Dial): Opening =>
    async (request) => {
      const connection = await real(request);
      sockets.push(connection.socket);
      return connection;
    };
}

describe('a body without end', () => {
  it.each([
    ['without a length', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['announced as 10 GB', 'HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n'],
    ['as a chunk of 10 GB', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2540be400\r\n'],
  ])('%s is read to the cap and no further', async (_, start) => {
    const target = await tcpTarget(endless(start));
    const sockets: Socket[] = [];
    const before = process.memoryUsage().rss;
    const result = await run(http('endless', { url: target.url, timeout: '5s' }), {
      dial: watching(sockets),
    });
    expect(result).toMatchObject({ state: 'failed', reason: 'body_too_large' });
    expect(sockets[0]?.bytesRead).toBeLessThan(MIB + 2 * 65_536);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MIB);
    await target.abandoned();
  });

  it('does not weigh more when twenty come at once', async () => {
    const target = await tcpTarget(endless('HTTP/1.1 200 OK\r\n\r\n'));
    const definitions = Array.from({ length: 20 }, (_, n) => http(`endless-${n}`, { url: target.url }));
    const before = process.memoryUsage().rss;
    const results = await runAll(definitions);
    expect(results.map(({ reason }) => reason)).toEqual(Array(20).fill('body_too_large'));
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * MIB);
    await target.abandoned();
  });
});

describe('a bad check in a batch of twenty', () => {
  const bad: Record<string, (socket: Socket) => void> = {
    'that hangs': () => {},
    'whose target sends garbage': answering(Buffer.alloc(100_000, 0xff)),
    'whose target resets': (socket) => socket.resetAndDestroy(),
    'whose body has no end': endless('HTTP/1.1 200 OK\r\n\r\n'),
  };

  it.each(Object.entries(bad))('%s leaves the others alone', async (_, serve) => {
    const good = await httpTarget((_request, response) => setTimeout(() => response.end('ok'), 50));
    const rogue = await tcpTarget(serve);
    const neighbours = Array.from({ length: 19 }, (_, n) => http(`good-${n}`, { url: good.url }));
    const results = await runAll([http('bad', { url: rogue.url, timeout: '500ms' }), ...neighbours]);
    const others = results.filter(({ check }) => check !== 'bad');
    expect(others.map(({ state }) => state)).toEqual(Array(19).fill('passed'));
    expect(results.find(({ check }) => check === 'bad')?.state).toBe('failed');
    const slowest = Math.max(...others.map(({ phases }) => phases.ttfb ?? Number.POSITIVE_INFINITY));
    expect(slowest).toBeLessThan(50 + 100);
    await good.abandoned();
    await rogue.abandoned();
  });
});
