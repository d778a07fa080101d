import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Result } from '../../model/result.ts';
import { freePorts, vedette } from './vedette.ts';

const SOON = { timeout: 30_000, interval: 100 };

const definitions = (id: string, url: string) => `
  import { http, project } from 'vedette';
  export default project({
    home: 'eu-west-1',
    checks: [http('${id}', { url: '${url}', every: '10s', network: 'private' })],
  });
`;

/** A file of definitions, within the project: what one is written with is found from there. */
function definitionsFile() {
  const folder = mkdtempSync(fileURLToPath(new URL('definitions-', import.meta.url)));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'checks.ts');
  return { file, write: (id: string, url: string) => writeFileSync(file, definitions(id, url)) };
}

it('definitions that begin to look at the demo exchange find it there, as soon as it can be', {
  timeout: 90_000,
}, async () => {
  const ports = await freePorts();
  const { file, write } = definitionsFile();
  const demo = `https://localhost:${ports.https}/health`;
  write('elsewhere', 'http://127.0.0.1:1/');
  const child = vedette(['start', '--checks', file], ports);
  onTestFinished(async () => {
    const closed = once(child, 'close');
    if (child.kill('SIGKILL')) await closed;
  });
  let [said, told] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const states = () =>
    said
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Result)
      .map(({ check, state }) => `${check} ${state}`);
  await expect.poll(states, SOON).toContain('elsewhere failed');

  const other = createServer().listen(ports.http, '127.0.0.1');
  write('here', demo);
  await expect
    .poll(() => told, SOON)
    .toMatch(/go on as they were: port \d+ on 127\.0\.0\.1 is in use, and not/);
  expect(states()).not.toContain('here failed');

  other.close();
  write('here', `${demo}?again`);
  await expect.poll(states, SOON).toContain('here passed');
  expect(told).toContain(`Demo exchange on https://localhost:${ports.https}`);
});
