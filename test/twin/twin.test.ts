import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { switchOff, switchOn } from '../../local/demo/client.ts';
import { type Exchange, startExchange } from '../../local/demo/exchange.ts';
import type { InboxEntry } from '../../local/store/archive.ts';
import type { TwinEvent } from '../../local/twin/watch.ts';
import { demoVariables, freePorts } from '../cli/vedette.ts';

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

type Line = TwinEvent | { type: 'over'; incidents: string[]; inbox: InboxEntry[]; problems: unknown[] };

let exchange: Exchange;
let directory: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  exchange = await startExchange(await freePorts());
  directory = mkdtempSync(join(tmpdir(), 'vedette-twin-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await exchange.close();
  rmSync(directory, { recursive: true, force: true });
});

function twin(checks = pathOf('checks.ts')) {
  const env = { ...process.env, ...demoVariables(exchange.ports) };
  const args = ['--import', 'tsx', pathOf('child.ts'), checks, directory];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines: Line[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const whole = (rest + chunk).split('\n');
    rest = whole.pop() ?? '';
    lines.push(...whole.map((line) => JSON.parse(line)));
  });
  const of = <Type extends Line['type']>(type: Type) =>
    lines.filter((line): line is Extract<Line, { type: Type }> => line.type === type);
  const states = () => of('alarm').flatMap(({ change }) => (change.alarm === FAILED ? [change.state] : []));
  const end = async (signal: NodeJS.Signals) => {
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return { of, states, inbox: () => of('inbox').map(({ entry }) => entry.subject), end };
}

const FAILED = 'vedette/quote/failed';

/** A step of the alarm clock, and the next run. */
const SOON = { timeout: 30_000, interval: 100 };

it('a fault is told, outlives a kill -9 without being told again, and its end is told once', {
  timeout: 120_000,
}, async () => {
  await switchOn(exchange.ports.http, '500');
  const first = twin();
  await expect.poll(first.inbox, SOON).toEqual(['FIRING warning: quote failed']);
  expect(first.states()).toEqual(['ALARM']);
  expect(first.of('told')).toMatchObject([{ receiver: 'desk', event: 'opened', alarms: [FAILED] }]);
  // In the midst of telling it would be told again, as on AWS: once more is better than never.
  await delay(1_000);
  await first.end('SIGKILL');

  const second = twin();
  await expect.poll(() => second.of('result').length, SOON).toBeGreaterThan(1);
  await switchOff(exchange.ports.http);
  await expect.poll(second.inbox, SOON).toEqual(['RESOLVED warning: quote failed']);
  expect(second.states()).toEqual(['OK']);
  await second.end('SIGTERM');
  const [over] = second.of('over');
  expect(over?.inbox.map(({ subject }) => subject)).toEqual([
    'RESOLVED warning: quote failed',
    'FIRING warning: quote failed',
  ]);
  expect(over?.incidents).toContain(`${FAILED} resolved`);
  expect(over?.problems).toEqual([]);
});

it('goes on with other definitions, and with the old ones while they are wrong', {
  timeout: 60_000,
}, async () => {
  // Within the project: what a definition is written with is found from there.
  const folder = mkdtempSync(pathOf('./definitions-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'checks.ts');
  const text = readFileSync(pathOf('checks.ts'), 'utf8');
  writeFileSync(file, text);
  const { of, end } = twin(file);
  const checks = () => new Set(of('result').map(({ result }) => result.check));
  await expect.poll(checks, SOON).toEqual(new Set(['quote']));

  writeFileSync(file, text.replace("'10s'", "'11s'"));
  await expect.poll(() => of('definitions').map(({ problem }) => problem), SOON).toHaveLength(1);
  expect(of('definitions')[0]?.problem).toMatch(/^quote: every: "11s" [^\n]+$/);
  const before = of('result').length;
  await expect.poll(() => of('result').length, SOON).toBeGreaterThan(before);

  writeFileSync(file, text.replace("'quote'", "'other'"));
  await expect.poll(checks, SOON).toEqual(new Set(['quote', 'other']));
  expect(of('definitions')[1]).toEqual({ type: 'definitions' });
  await end('SIGTERM');
  expect(of('over')).toMatchObject([{ problems: [] }]);
});
