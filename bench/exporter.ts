import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const PROGRAM = 'prometheus-blackbox-exporter';

export const EXPORTER_FIX = 'apt-get install prometheus-blackbox-exporter';

export interface Exporter {
  readonly pid: number;
  /** Probes a URL; gives the page of metrics. */
  readonly probe: (url: string) => Promise<string>;
  readonly stop: () => void;
}

interface ExporterOptions {
  /** PEM: what the target's certificate leads to. */
  readonly root: string;
  /** What the body must hold. @default anything */
  readonly expected?: RegExp;
  /** Asks for gzip, and then takes nothing else. @default false */
  readonly isEncoded?: boolean;
  /** @default '5s' */
  readonly timeout?: string;
  /** Probes asked for at once, each over a kept connection to the exporter. @default no limit */
  readonly concurrency?: number;
}

export function isExporterInstalled(): boolean {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Starts Prometheus' blackbox_exporter on loopback, in a process of its own. */
export async function openExporter(options: ExporterOptions): Promise<Exporter> {
  const directory = mkdtempSync(join(tmpdir(), 'vedette-bench-'));
  const port = await freePort();
  const root = join(directory, 'root.pem');
  const config = join(directory, 'config.json');
  writeFileSync(root, options.root);
  writeFileSync(config, JSON.stringify(configured(root, options)));
  const child = spawn(
    PROGRAM,
    [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    { stdio: 'ignore' },
  );
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency ?? Number.POSITIVE_INFINITY });
  await ready(port, agent);
  return {
    pid: child.pid ?? 0,
    probe: (url) => page(port, `/probe?module=bench&target=${encodeURIComponent(url)}`, agent),
    stop: () => {
      agent.destroy();
      child.kill();
      rmSync(directory, { recursive: true });
    },
  };
}

/** JSON is YAML. */
const configured = (caFile: string, { expected, isEncoded, timeout = '5s' }: ExporterOptions) => ({
  modules: {
    bench: {
      prober: 'http',
      timeout,
      http: {
        valid_status_codes: [200],
        ...(expected && { fail_if_body_not_matches_regexp: [expected.source] }),
        ...(isEncoded && { compression: 'gzip', headers: { 'Accept-Encoding': 'gzip' } }),
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
