import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { dns } from '../../index.ts';
import { run } from '../../test/probing.ts';
import { nameServer } from './name-server.ts';
import { answerFrom } from './zone.ts';

async function serving() {
  const server = await nameServer({ answer: answerFrom });
  onTestFinished(server.close);
  return server;
}

const asking = ({ port }: { port: number }) =>
  run(dns('name', { name: 'exchange.demo', resolver: `127.0.0.1:${port}`, timeout: '1s' }));

it('outlives datagrams and messages that are no questions', async () => {
  const server = await serving();
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const garbage = ['', 'x', 'GET / HTTP/1.1', '\xff'.repeat(600)];
  for (const one of garbage) await new Promise((sent) => socket.send(one, server.port, '127.0.0.1', sent));
  const stream = connect(server.port, '127.0.0.1');
  onTestFinished(() => void stream.destroy());
  stream.write('\0\x04junk, and more of it');
  await delay(50);
  expect(await asking(server)).toMatchObject({ state: 'passed' });
});

it('closes though a client is still connected, and frees its port for both', async () => {
  const server = await nameServer({ answer: answerFrom });
  const stream = connect(server.port, '127.0.0.1').on('error', () => {});
  await new Promise((connected) => stream.once('connect', connected));
  await server.close();
  const next = await nameServer({ port: server.port, answer: answerFrom });
  expect(await asking(next)).toMatchObject({ state: 'passed' });
  await next.close();
});
