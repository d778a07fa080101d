import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { demoVariables, ended, freePorts } from './vedette.ts';

const SOON = { timeout: 30_000, interval: 100 };

it('npm start ends when npm is told to, and nothing of it goes on', { timeout: 60_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'vedette-data-'));
  const child = spawn('npm', ['start', '--silent'], {
    env: {
      ...process.env,
      ...demoVariables(await freePorts()),
      VEDETTE_TARGET: '',
      VEDETTE_PORT: '0',
      VEDETTE_DATA: data,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  onTestFinished(() => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch (error) {
      // There is nobody left, as it should be.
      expect(error).toMatchObject({ code: 'ESRCH' });
    }
    rmSync(data, { recursive: true, force: true });
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += String(text);
  });
  const end = ended(child);
  await expect.poll(() => said, SOON).toContain('The page is on');
  child.kill('SIGTERM');
  // Its output is closed by the last process that holds it.
  await end;
});
