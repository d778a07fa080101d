import { absent, type Benchmark, type Row } from '../benchmark.ts';
import { askOnce, startChild } from '../child.ts';
import { EXPORTER_FIX, isExporterInstalled, openExporter } from '../exporter.ts';
import { byCheckHttp, CHECK_HTTP_FIX, isCheckHttpInstalled } from './check-http.ts';
import { type Attack, EXPECTED, type Hostile, type Outcome, peakMbOf } from './contender.ts';

type Contender = (attack: Attack) => Promise<Outcome>;

/** MiB that the bomb decodes to; the large body is twice that. */
const FULL_MIB = 1_024;
const QUICK_MIB = 64;

/** Only the first target is as it should be: whoever passes another one is wrong. */
export const hostile: Benchmark = {
  about: 'verdict, time and peak memory of a fresh process on targets that mean no good, budget 5 s',
  run: async ({ quick }) => {
    const target = startChild(import.meta.resolve('./target.ts'));
    const contenders: Record<string, Contender> = {
      vedette: (attack) => askOnce<Outcome>(import.meta.resolve('./ours.ts'), attack),
      ...(isExporterInstalled() && { blackbox_exporter: byExporter }),
      ...(isCheckHttpInstalled() && { check_http: byCheckHttp }),
    };
    try {
      const { urls, root } = await target.ask<Hostile>({ mib: quick ? QUICK_MIB : FULL_MIB });
      const rows: Row[] = [];
      for (const [what, url] of Object.entries(urls))
        for (const [name, probe] of Object.entries(contenders))
          rows.push(rowOf(`${what}, ${name}`, await probe({ url, root, isEncoded: what.includes('gzip') })));
      if (!contenders.blackbox_exporter) rows.push(absent('blackbox_exporter', EXPORTER_FIX));
      if (!contenders.check_http) rows.push(absent('check_http', CHECK_HTTP_FIX));
      return rows;
    } finally {
      target.stop();
    }
  },
};

const rowOf = (name: string, { verdict, ms, peakMb }: Outcome): Row => ({
  name,
  value: Math.round(ms),
  unit: 'ms',
  ratio: peakMb > 0 ? `${Math.round(peakMb).toLocaleString('en')} MB` : '-',
  note: verdict,
});

async function byExporter({ url, root, isEncoded }: Attack): Promise<Outcome> {
  const exporter = await openExporter({ root, expected: EXPECTED, isEncoded });
  try {
    const began = performance.now();
    const page = await exporter.probe(url);
    const ms = performance.now() - began;
    const passed = /^probe_success 1$/m.test(page);
    return { verdict: passed ? 'PASSED' : 'failed', ms, peakMb: peakMbOf(exporter.pid) };
  } finally {
    exporter.stop();
  }
}
