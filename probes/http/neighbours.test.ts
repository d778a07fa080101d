import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { http, jsonPath, text } from '../../index.ts';
import { runAll } from '../../test/probing.ts';
import { answering, beginning, httpTarget, tcpTarget } from '../../test/targets.ts';
import type { HttpAssertion } from './check.ts';

const NEIGHBOURS = 49;

/** What the neighbours' target takes, and by how much a hostile check may shift what is reported of it. */
const TARGET_MS = 50;
const SHIFT_MS = 5;

const MIB = 1_048_576;
const head = 'HTTP/1.1 200 OK\r\n';

/** Sends for as long as the other side takes it. */
const endless = (socket: Socket) => {
  const chunk = Buffer.alloc(65_536, 'x');
  const more = () => {
    while (socket.writable && socket.write(chunk));
  };
  socket.once('data', () => {
    socket.write(`${head}\r\n`);
    socket.on('drain', more);
    more();
  });
};

const bomb = gzipSync(Buffer.alloc(256 * MIB));
const brackets = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const whole = (body: string | Buffer, ...lines: string[]) =>
  Buffer.concat([
    Buffer.from(
      `${head}${lines.map((line) => `${line}\r\n`).join('')}content-length: ${body.length}\r\n\r\n`,
    ),
    Buffer.from(body),
  ]);

const hostile: Record<
  string,
  { serve: (socket: Socket) => void; expect?: HttpAssertion[]; scheme?: 'https' }
> = {
  'that hangs': { serve: () => {} },
  'that hangs in the body': { serve: beginning(`${head}content-length: 9\r\n\r\nhalf`) },
  'that is silent in the handshake': { serve: () => {}, scheme: 'https' },
  'that resets': { serve: (socket) => socket.resetAndDestroy() },
  'whose body has no end': { serve: endless },
  'that sends a bomb of gzip': { serve: answering(whole(bomb, 'content-encoding: gzip')) },
  'that sends 100 kB of garbage': { serve: answering(Buffer.alloc(100_000, 0xff)) },
  'that sends a header of a megabyte': { serve: answering(`${head}x: ${'x'.repeat(MIB)}\r\n\r\n`) },
  'that sends 1,000 headers': {
    serve: answering(`${head}${'a: b\r\n'.repeat(1_000)}\r\n`),
    expect: [text.is('x')],
  },
  'that sends 10,000 interim answers': { serve: beginning('HTTP/1.1 103 E\r\n\r\n'.repeat(10_000)) },
  'that redirects to itself': {
    serve: answering('HTTP/1.1 302 F\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'),
  },
  'that sends JSON 100,000 deep': { serve: answering(whole(brackets)), expect: [jsonPath('$..a').exists()] },
  'that makes a pattern backtrack': {
    serve: answering(whole(`${'a'.repeat(100_000)}!`)),
    expect: [text.matches(/^(a+)+$/)],
  },
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

describe(`a target in a batch with ${NEIGHBOURS} others`, { retry: 3 }, () => {
  it.each(Object.entries(hostile))('%s changes no verdict and no figure of theirs', async (_, given) => {
    const good = await httpTarget((_request, response) => setTimeout(() => response.end('ok'), TARGET_MS));
    const rogue = await tcpTarget(given.serve);
    const url = given.scheme ? `https://localhost:${rogue.port}` : rogue.url;
    const neighbours = Array.from({ length: NEIGHBOURS }, (_, n) => http(`good-${n}`, { url: good.url }));
    const bad = http('bad', { url, timeout: '400ms', ...(given.expect && { expect: given.expect }) });
    const p50 = async (definitions: typeof neighbours) => {
      const results = await runAll(definitions);
      const others = results.filter(({ check }) => check !== 'bad');
      expect(others.map(({ state }) => state)).toEqual(Array(NEIGHBOURS).fill('passed'));
      for (const { check, state } of results) if (check === 'bad') expect(state).toBe('failed');
      return median(others.map(({ phases }) => phases.ttfb ?? Number.NaN));
    };
    await p50(neighbours);
    const alone = await p50(neighbours);
    const beside = await p50([bad, ...neighbours]);
    expect(beside - alone).toBeLessThan(SHIFT_MS);
    await good.abandoned();
    await rogue.abandoned();
  });
});
