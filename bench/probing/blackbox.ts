import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { CONCURRENCY, type Cost, EXPECTED, sideBySide, TICKS_PER_SECOND, type Work } from './contender.ts';

const PROGRAM = 'prometheus-blackbox-exporter';

export interface Exporter {
  readonly probe: (work: Work) => Promise<Cost>;
  readonly stop: () => void;
}

/** Starts Prometheus' blackbox_exporter on loopback; `undefined` where it is not installed. */
export async function startExporter(root: string): Promise<Exporter | undefined> {
  if (!isInstalled()) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'vedette-bench-'));
  const port = await freePort();
  writeFileSync(join(directory, 'root.pem'), root);
  writeFileSync(join(directory, 'config.json'), JSON.stringify(configured(join(directory, 'root.pem'))));
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${join(directory, 'config.json')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  await ready(port, agent);
  return {
    probe: (work) => probe(work, { child, port, agent }),
    stop: () => {
      agent.destroy();
      child.kill();
      rmSync(directory, { recursive: true });
    },
  };
}

function isInstalled(): boolean {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** JSON is YAML. */
const configured = (caFile: string) => ({
  modules: {
    bench: {
      prober: 'http',
      timeout: '10s',
      http: {
        valid_status_codes: [200],
        fail_if_body_not_matches_regexp: [EXPECTED.source],
        preferred_ip_protocol: 'ip4',
        tls_config: { ca_file: caFile },
      },
    },
  },
});

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  server.close();
  return port;
}

async function ready(port: number, agent: Agent): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await page(port, '/-/healthy', agent).catch(() => '')) !== '') return;
    await delay(50);
  }
  throw new Error(`${PROGRAM} did not start`);
}

function page(port: number, path: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent }, (response) => text(response).then(resolve, reject)).on(
      'error',
      reject,
    );
  });
}

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly agent: Agent;
}

async function probe({ url, count }: Work, { child, port, agent }: Running): Promise<Cost> {
  const path = `/probe?module=bench&target=${encodeURIComponent(url)}`;
  const began = performance.now();
  const before = cpuSecondsOf(child);
  const succeeded = await sideBySide(count, async () =>
    /^probe_success 1$/m.test(await page(port, path, agent)),
  );
  return {
    cpuSeconds: cpuSecondsOf(child) - before,
    seconds: (performance.now() - began) / 1_000,
    succeeded,
  };
}

/** Fields 14 and 15 of proc(5)'s stat: user and system time of the process and its threads. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
