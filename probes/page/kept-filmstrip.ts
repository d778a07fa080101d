import type { EvidenceItem } from '../../model/result.ts';
import type { KeptEvidence } from '../chromium/evidence.ts';
import type { BrowserVisit } from '../chromium/visit.ts';
import type { BrowserSettingsSpec } from '../chromium/words.ts';
import type { MeasuredRun } from './measured.ts';
import type { Progress } from './speed-index.ts';

/** Pictures that tell how a page came to be; more would only be looked at in a film. */
const MAX_FILES = 8;

/** Keeps the moments at which the page looked different. Never throws. */
export async function keepFilmstrip(
  visit: BrowserVisit,
  { mask }: BrowserSettingsSpec,
  run: MeasuredRun | undefined,
): Promise<KeptEvidence> {
  if (!run) return { files: [], problems: [] };
  // Nobody knows where on a picture it stands, as it is while the page is there.
  if (mask.length > 0 || visit.secrets.length > 0)
    return { files: [], problems: [problem('what is to be masked cannot be masked in it')] };
  const { origin } = run.readings;
  try {
    const files = await Promise.all(
      moments(run.progress).map(({ at, image }) =>
        visit.context.artifacts.keep({ name: nameOf(at - origin), type: 'image/jpeg', bytes: image }),
      ),
    );
    return { files, problems: [] };
  } catch (error) {
    return { files: [], problems: [problem((error as Error).message)] };
  }
}

const problem = (why: string): EvidenceItem => ({ name: 'filmstrip', says: `there is none: ${why}` });

/** They stand in the order of their names: `filmstrip-00480ms.jpg`. */
const nameOf = (ms: number): string => `filmstrip-${String(Math.round(ms)).padStart(5, '0')}ms.jpg`;

/** The frames that show something new; of many those that are as far apart as they can be, the last among them. */
export function moments(all: readonly Progress[]): Progress[] {
  const distinct = all.filter(({ progress }, index) => progress !== all[index - 1]?.progress);
  if (distinct.length <= MAX_FILES) return distinct;
  const step = (distinct.length - 1) / (MAX_FILES - 1);
  return Array.from({ length: MAX_FILES }, (_, index) => distinct[Math.round(index * step)]).flatMap(
    (one) => one ?? [],
  );
}
