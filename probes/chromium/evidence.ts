import type { Check } from '../../model/check.ts';
import { formatMs } from '../../model/duration.ts';
import { judge, type Observation } from '../../model/judge.ts';
import { MIN_SECRET_LENGTH, redactor } from '../../model/redact.ts';
import type { EvidenceFile, EvidenceItem } from '../../model/result.ts';
import type { Artifact, ProbeContext } from '../probe.ts';
import { consoleLogOf } from './console-log.ts';
import { harOf } from './har.ts';
import { settledWithin } from './patience.ts';
import { screenshotOf } from './screenshot.ts';
import { endTrace } from './trace.ts';
import type { BrowserVisit } from './visit.ts';
import type { BrowserSettingsSpec } from './words.ts';

type Visited = Pick<Check, 'expect' | 'thresholds'> & {
  readonly spec: { readonly settings: BrowserSettingsSpec };
};

/** Whether evidence is to be made: files take time, so only of what somebody will look for. */
export function isWanted(
  check: Visited,
  seen: Omit<Observation, 'evidence'>,
  { now, lag }: ProbeContext,
): boolean {
  if (check.spec.settings.evidence === 'always') return true;
  const own = { now: now(), lag: lag() };
  return judge(check, { ...seen, evidence: () => ({}) }, own).state !== 'passed';
}

/** What was kept, and of what was not, why. */
export interface KeptEvidence {
  readonly files: readonly EvidenceFile[];
  readonly problems: readonly EvidenceItem[];
}

/** How long the picture may take: a page that hangs gives none. Milliseconds. */
const PICTURE_MS = 2_000;

/** How long all of it may take together; what is not ready by then is told of without it. Milliseconds. */
const PATIENCE_MS = 3_500;

/** Gathers the files of evidence of one visit, each redacted. */
export class VisitEvidence {
  readonly #visit: BrowserVisit;
  readonly #settings: BrowserSettingsSpec;
  readonly #masked = new Set<string>();
  #picture: Promise<Uint8Array> | undefined;
  #late: Late | undefined;

  constructor(visit: BrowserVisit, settings: BrowserSettingsSpec) {
    this.#visit = visit;
    this.#settings = settings;
  }

  /** Takes the picture, once: at the moment that it is to show. Never throws. */
  async takePicture(): Promise<void> {
    this.#late ??= lateAfter(PATIENCE_MS);
    this.#picture ??= this.#screenshot();
    await settledWithin(PICTURE_MS, [this.#picture]); // how it went is told when it is kept
  }

  /** Keeps all there is. Never throws. */
  async keep(): Promise<KeptEvidence> {
    await this.takePicture();
    const visit = this.#visit;
    const { bodies } = this.#settings;
    const redact = redactor([...visit.secrets, ...this.#masked]);
    const text = (value: string) => new TextEncoder().encode(redact(value));
    const sources: readonly (Omit<Artifact, 'bytes'> & { make: () => Promise<Uint8Array> })[] = [
      { name: 'screenshot.png', type: 'image/png', make: async () => this.#picture ?? new Uint8Array() },
      {
        name: 'trace.zip',
        type: 'application/zip',
        make: async () => (visit.isTraced ? endTrace(visit.browser, { redact, bodies }) : new Uint8Array()),
      },
      {
        name: 'network.har',
        type: 'application/json',
        make: async () => text(harOf(visit.recorder.requests, visit.gateway)),
      },
      { name: 'console.txt', type: 'text/plain', make: async () => text(consoleLogOf(visit.recorder)) },
    ];
    const kept = await Promise.all(sources.map(({ make, ...file }) => this.#keepOne(file, make)));
    this.#late?.end();
    return {
      files: kept.flatMap(({ file }) => file ?? []),
      problems: kept.flatMap(({ problem }) => problem ?? []),
    };
  }

  async #keepOne(
    file: Omit<Artifact, 'bytes'>,
    make: () => Promise<Uint8Array>,
  ): Promise<{ file?: EvidenceFile; problem?: EvidenceItem }> {
    try {
      const kept = make().then((bytes) =>
        bytes.length === 0 ? undefined : this.#visit.context.artifacts.keep({ ...file, bytes }),
      );
      const done = await Promise.race([kept, ...(this.#late ? [this.#late.promise] : [])]);
      return done ? { file: done } : {};
    } catch (error) {
      const why = (error as Error).message.split('\n')[0];
      return { problem: { name: file.name, says: `there is none: ${why}` } };
    }
  }

  async #screenshot(): Promise<Uint8Array> {
    const visit = this.#visit;
    const { mask } = this.#settings;
    const secrets = visit.secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH);
    for (const selector of mask) {
      const texts = await visit.page.locator(selector).allInnerTexts();
      for (const one of texts) this.#masked.add(one);
    }
    return screenshotOf(visit.page, { selectors: mask, secrets });
  }
}

interface Late {
  readonly promise: Promise<never>;
  readonly end: () => void;
}

function lateAfter(ms: number): Late {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, ms, new Error(`it took longer than ${formatMs(ms)}`));
  });
  promise.catch(() => {}); // whoever waits for it is told
  return { promise, end: () => clearTimeout(timer) };
}
