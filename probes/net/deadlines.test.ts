import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CommonOptions, http, tcp, tls } from '../../index.ts';
import type { Definition } from '../../model/check.ts';
import type { Reason } from '../../model/reason.ts';
import { run, runAll } from '../../test/probing.ts';
import { beginning, httpTarget, tcpTarget } from '../../test/targets.ts';

const TIMEOUT_MS = 300;
const GRACE_MS = 100;

const options = { timeout: `${TIMEOUT_MS}ms` } as const satisfies CommonOptions;

/** Listens and never accepts: once its queue is full, the kernel leaves a new connection without an answer. */
const UNACCEPTING = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });`;

async function fullBacklog(): Promise<number> {
  const worker = new Worker(UNACCEPTING, { eval: true });
  onTestFinished(() => void worker.terminate());
  const [port] = (await once(worker, 'message')) as [number];
  await delay(50);
  // Two fill the queue of one.
  await runAll([1, 2].map((n) => tcp(`fills-${n}`, { host: '127.0.0.1', port, timeout: '100ms' })));
  return port;
}

const silent = async () => (await tcpTarget(() => {})).port;

/** Takes the connection and reads nothing from it for as long as anybody waits: what is sent soon finds no room. */
const deaf = async () =>
  (
    await tcpTarget((socket) => {
      socket.pause();
      setTimeout(() => socket.resume(), TIMEOUT_MS + GRACE_MS);
    })
  ).port;

const stuck: Record<string, [port: () => Promise<number>, (id: string, port: number) => Definition, Reason]> =
  {
    'a full backlog': [
      fullBacklog,
      (id, port) => http(id, { url: `http://127.0.0.1:${port}/`, ...options }),
      'connect_timeout',
    ],
    'a full backlog, by tcp': [
      fullBacklog,
      (id, port) => tcp(id, { host: '127.0.0.1', port, ...options }),
      'connect_timeout',
    ],
    'a TLS port that is silent': [
      silent,
      (id, port) => http(id, { url: `https://127.0.0.1:${port}/`, ...options }),
      'tls_timeout',
    ],
    'a TLS port that is silent, by tls': [
      silent,
      (id, port) => tls(id, { host: '127.0.0.1', port, ...options }),
      'tls_timeout',
    ],
    'a TLS port that begins a record and stops': [
      async () => (await tcpTarget(beginning(Buffer.from('160303004a02000046', 'hex')))).port,
      (id, port) => http(id, { url: `https://127.0.0.1:${port}/`, ...options }),
      'tls_timeout',
    ],
    'a connection that is open at our side alone': [
      deaf,
      (id, port) => http(id, { url: `http://127.0.0.1:${port}/`, ...options }),
      'response_timeout',
    ],
    'a request of 8 MB that nobody reads': [
      deaf,
      (id, port) =>
        http(id, {
          url: `http://127.0.0.1:${port}/`,
          method: 'POST',
          body: 'x'.repeat(8_388_608),
          ...options,
        }),
      'response_timeout',
    ],
  };

const sockets = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;

describe('eight at once of', () => {
  it.each(Object.entries(stuck))(
    '%s end at their timeout, leave no socket and hold up nobody',
    async (_, [port, make, reason]) => {
      const good = await httpTarget((_request, response) => response.end('ok'));
      const to = await port();
      await run(make('warm-up', to));
      const eight = Array.from({ length: 8 }, (_, n) => make(`stuck-${n}`, to));
      const sound = Array.from({ length: 8 }, (_, n) => http(`good-${n}`, { url: good.url, ...options }));
      const before = sockets();
      const began = performance.now();
      const results = await runAll([...eight, ...sound]);
      expect(performance.now() - began).toBeLessThan(TIMEOUT_MS + 3 * GRACE_MS);
      for (const { check, state, reason: told, phases } of results) {
        expect([check, told ?? state]).toEqual([check, check.startsWith('good') ? 'passed' : reason]);
        expect(phases.total).toBeLessThan(check.startsWith('good') ? 100 : TIMEOUT_MS + GRACE_MS);
      }
      await expect.poll(sockets).toBeLessThanOrEqual(before);
    },
  );
});
