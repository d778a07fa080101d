import { alarmLink, logsLink, metricsLink } from '../../../model/alarm/console.ts';
import type { Check } from '../../../model/check.ts';
import type { Incident } from '../../../model/incident/incident.ts';
import { PROBE_LOG_GROUP } from '../../../model/result.ts';
import { unlessAborted } from '../../../probes/net/abort.ts';
import type { Clock } from '../../platform/clock.ts';
import { within } from '../../platform/within.ts';
import type { CloudWatchReader } from '../cloudwatch.ts';
import type { Link, Told } from '../sender.ts';
import { evidenceLinks } from './evidence.ts';
import { type Facts, ofCheck } from './facts.ts';
import { type Heard, unheard, withLastWords } from './last-words.ts';
import { badMetricOf, locationsOf } from './locations.ts';
import type { FilterLogEvents } from './logs.ts';
import { widgetOf } from './picture.ts';
import type { SignUrl } from './sign-url.ts';

/** What the first page waits for at most: numbers, then words. */
const NUMBERS_MS = 1_500;
const WORDS_MS = 1_500;
/** Signing asks nobody; loading what signs is the first time's. */
const LINKS_MS = 1_500;
const PICTURE_MS = 3_000;

interface AwsFactsOptions {
  readonly cloudwatch: Pick<CloudWatchReader, 'getMetricData' | 'getMetricWidgetImage'>;
  readonly logs: FilterLogEvents;
  readonly signUrl: SignUrl;
  readonly clock: Clock;
  readonly checks: readonly Check[];
  /** The home region. */
  readonly home: string;
}

/** What CloudWatch knows of an incident. */
export function awsFacts(options: AwsFactsOptions): Facts {
  const checks = new Map(options.checks.map((check) => [check.id, check]));
  const checkOf = ({ labels }: Incident) => checks.get(labels.check ?? '');
  const atHand = (incident: Incident) => known(incident, checkOf(incident), options.home);
  return {
    atHand,
    of: async (incident) => {
      const { links, ...known } = atHand(incident);
      const heard = await learn(incident, checkOf(incident), options);
      const seen = await evidence(heard, options);
      return { ...known, links: [...seen, ...links], locations: heard.map(({ fact }) => fact) };
    },
    picture: async (incident) => draw(widgetOf(incident, checkOf(incident)), options),
  };
}

function known(incident: Incident, check: Check | undefined, home: string): Omit<Told, 'incident'> {
  const links: Link[] = [
    { label: 'Alarm', href: alarmLink(regionOf(incident) ?? home, incident.alarm) },
    ...(check ? linksOf(check, home) : []),
  ];
  return ofCheck(check, links);
}

/** The message's own word for the region is a display name. */
const regionOf = ({ arn }: Incident): string | undefined => arn.split(':')[3] || undefined;

const linksOf = (check: Check, home: string): Link[] => [
  { label: 'Metrics', href: metricsLink(home, check) },
  ...check.locations.slice(0, 1).map((location) => ({
    label: 'Logs',
    href: logsLink(location, PROBE_LOG_GROUP, check),
  })),
];

async function learn(
  incident: Incident,
  check: Check | undefined,
  { cloudwatch, logs, clock }: AwsFactsOptions,
): Promise<readonly Heard[]> {
  const metric = badMetricOf(incident);
  if (!check || !metric) return [];
  const now = clock.now();
  const facts = await within({
    ms: NUMBERS_MS,
    clock,
    work: (signal) => locationsOf({ check, metric, now, cloudwatch, signal }),
  }).catch(() => []);
  const words = within({
    ms: WORDS_MS,
    clock,
    work: (signal) => withLastWords(facts, { check, state: metric, now, logs, signal }),
  });
  return words.catch(() => facts.map(unheard));
}

async function evidence(heard: readonly Heard[], { signUrl, clock }: AwsFactsOptions): Promise<Link[]> {
  const work = (signal: AbortSignal) => unlessAborted(evidenceLinks(heard, signUrl), signal);
  return within({ ms: LINKS_MS, clock, work }).catch(() => []);
}

async function draw(
  MetricWidget: string | undefined,
  { cloudwatch, clock }: AwsFactsOptions,
): Promise<Uint8Array | undefined> {
  if (MetricWidget === undefined) return undefined;
  const work = (signal: AbortSignal) => cloudwatch.getMetricWidgetImage({ MetricWidget }, signal);
  const answer = await within({ ms: PICTURE_MS, clock, work }).catch(() => undefined);
  return answer?.MetricWidgetImage;
}
