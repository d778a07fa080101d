/** Synthesizes a project of so many checks in a process of its own: CDK keeps what it made. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { receivers } from '../../functions/notify/receivers.ts';
import { http, project } from '../../index.ts';
import { HANDLERS, type HandlerAssets } from '../../lib/bundle.ts';
import { addStacks } from '../../lib/deployment.ts';
import { resolveProject } from '../../model/resolve-project.ts';
import { kinds } from '../../probes/kinds.ts';
import { answering } from '../child.ts';

export interface Synthesized {
  readonly ms: number;
  readonly peakMb: number;
  readonly stacks: number;
  readonly templateMb: number;
}

const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'));

const stackOptions = [4, 8, 16, 32, 64];

/** As many alarm stacks as the findings ask for, and no more. */
function resolved(count: number) {
  const checks = Array.from({ length: count }, (_, n) =>
    http(`check-${n}`, { url: `https://exchange.example.com/${n}`, thresholds: { degraded: '500ms' } }),
  );
  for (const alarmStacks of stackOptions) {
    const made = project({ home: 'eu-west-1', checks, alarmStacks });
    const { findings, ...sound } = resolveProject(made, { kinds, receivers });
    if (!findings.some(({ level }) => level === 'error')) return { project: made, ...sound };
  }
  throw new Error(`no number of stacks holds ${count} checks`);
}

function standIns(scratch: string): HandlerAssets {
  const made = HANDLERS.map((name) => {
    const directory = join(scratch, name);
    mkdirSync(directory);
    writeFileSync(join(directory, 'index.mjs'), 'export const handler = async () => {};\n');
    return [name, directory];
  });
  return Object.fromEntries(made);
}

function templatesIn(outdir: string): number[] {
  const names = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  return names.map((name) => statSync(join(outdir, name)).size);
}

answering(async ({ checks: count }: { checks: number }): Promise<Synthesized> => {
  const scratch = mkdtempSync(join(tmpdir(), 'vedette-bench-'));
  try {
    const outdir = join(scratch, 'cdk.out');
    const handlers = standIns(scratch);
    const began = performance.now();
    const app = new App({ outdir, context, builtinCloudFormationValidation: false });
    addStacks(app, {
      ...resolved(count),
      handlers,
      variables: {},
      receiversOf: () => ['alarms'],
      gatherMs: 10_000,
    });
    app.synth();
    const ms = performance.now() - began;
    const templates = templatesIn(outdir);
    return {
      ms,
      peakMb: process.resourceUsage().maxRSS / 1_024,
      stacks: templates.length,
      templateMb: templates.reduce((sum, size) => sum + size, 0) / 1e6,
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
