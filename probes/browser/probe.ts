import type { Observation } from '../../model/judge.ts';
import type { Phases } from '../../model/phase.ts';
import type { EvidenceFile } from '../../model/result.ts';
import { screenshotOf } from '../chromium/screenshot.ts';
import { BrowserVisit } from '../chromium/visit.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { runJourney } from './run.ts';

/** Makes one journey, in a fresh context. */
export async function probe(check: CheckOf<'browser'>, context: ProbeContext): Promise<Observation> {
  const visit = await BrowserVisit.open({ network: check.network, context });
  const files: EvidenceFile[] = [];
  const onFailure = async () => {
    const bytes = await screenshotOf(visit.page, { selectors: [], secrets: [] });
    files.push(await context.artifacts.keep({ name: 'screenshot.png', type: 'image/png', bytes }));
  };
  try {
    const ended = await runJourney({ check, context, visit, onFailure });
    const phases: Phases = { total: ended.ms };
    return {
      phases,
      ...(ended.fault && { fault: ended.fault }),
      assertions: [],
      read: () => ({ value: 200 }),
      measurements: { browser_start: visit.startMs },
      evidence: () => ({ files }),
    };
  } finally {
    await visit.end();
  }
}
