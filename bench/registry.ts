import { archive } from './archive/benchmark.ts';
import type { Benchmark } from './benchmark.ts';
import { bill } from './bill.ts';
import { browserBench } from './browser/benchmark.ts';
import { browserCost } from './browser-cost/benchmark.ts';
import { bundles } from './bundles.ts';
import { burst } from './burst/benchmark.ts';
import { coldStart } from './cold-start/benchmark.ts';
import { freshness } from './freshness/benchmark.ts';
import { hostile } from './hostile/benchmark.ts';
import { memory } from './memory/benchmark.ts';
import { noise } from './noise/benchmark.ts';
import { page } from './page/benchmark.ts';
import { planning } from './planning/benchmark.ts';
import { probing } from './probing/benchmark.ts';
import { publishing } from './publishing.ts';
import { sessions } from './sessions.ts';
import { storm } from './storm/benchmark.ts';
import { stream } from './stream/benchmark.ts';
import { synth } from './synth/benchmark.ts';

/** Everything that is measured, by the name that `--only` takes. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  probing,
  burst,
  hostile,
  memory,
  planning,
  freshness,
  sessions,
  publishing,
  noise,
  storm,
  stream,
  synth,
  browser: browserBench,
  'cold-start': coldStart,
  archive,
  page,
  bundles,
  'browser-cost': browserCost,
  bill,
};
