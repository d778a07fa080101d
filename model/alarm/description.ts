import type { Check } from '../check.ts';
import { alarmLink, metricsLink } from './console.ts';

/** CloudWatch: an alarm's description has at most 1,024 characters (PutMetricAlarm, PutCompositeAlarm). */
export const MAX_DESCRIPTION = 1_024;

const BETWEEN = '\n\n';

interface Subject {
  /** The alarm's. */
  readonly name: string;
  /** What follows the check's id: `failed in 2 of the last 3 runs`. */
  readonly says: string;
  /** The region whose console is linked to. @default no links */
  readonly home: string | undefined;
}

/** What a check's alarm says to its reader: what it means, what to do, and where to look. */
export const describe = (check: Check, { name, says, home }: Subject): string =>
  fitting([
    `**${check.id}** ${says}.`,
    check.runbook && `Runbook: ${check.runbook}`,
    check.description,
    home && `[Alarm](${alarmLink(home, name)})`,
    home && `[Metrics](${metricsLink(home, check)})`,
    `Target: \`${check.target}\``,
  ]);

/** The paragraphs that there is room for, whole: half a link leads nowhere. The first one is cut if it must be. */
export function fitting(paragraphs: readonly (string | undefined)[]): string {
  const [first = '', ...rest] = paragraphs.filter((one) => one !== undefined && one !== '') as string[];
  return rest.reduce((text, next) => {
    const longer = text + BETWEEN + next;
    return longer.length <= MAX_DESCRIPTION ? longer : text;
  }, cut(first));
}

const cut = (text: string): string =>
  text.length <= MAX_DESCRIPTION ? text : `${text.slice(0, MAX_DESCRIPTION - 1)}…`;
