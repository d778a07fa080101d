import { receivers } from '../../functions/notify/receivers.ts';
import type { Alarm, MetricAlarm } from '../../model/alarm/alarm.ts';
import type { AlarmWindow } from '../../model/alarm/window.ts';
import type { Check, FailWhen } from '../../model/check.ts';
import type { Location } from '../../model/location.ts';
import { project } from '../../model/project.ts';
import { resolveProject } from '../../model/resolve-project.ts';
import type { RetryPolicy } from '../../model/retry.ts';
import type { Reach, Routing } from '../../model/route/route.ts';
import { http } from '../../probes/http/check.ts';
import { kinds } from '../../probes/kinds.ts';
import { onCloudWatch } from './cloudwatch.ts';
import type { Contender } from './contender.ts';

const HOME = 'eu-west-1';
const EVERY = '1m';
const THREE = [HOME, 'us-east-1', 'ap-southeast-2'] as const satisfies readonly Location[];

/** The terms that a route has by default, see `Route`. */
const TERMS: Omit<Reach, 'groupWaitMs'> = {
  receiver: 'pagerduty',
  groupBy: ['severity', 'team'],
  groupIntervalMs: 30_000,
  repeatMs: 4 * 3_600_000,
  afterMs: 0,
};

const routing = (groupWaitMs: number): Routing => ({
  reach: () => [{ ...TERMS, groupWaitMs }],
  inhibition: () => () => undefined,
  silence: () => undefined,
});

interface Settings {
  readonly name: string;
  /** @default the shipped one */
  readonly failed?: AlarmWindow;
  /** @default the shipped one */
  readonly retry?: RetryPolicy;
  /** @default the home region alone */
  readonly locations?: readonly Location[];
  /** @default the shipped one */
  readonly failWhen?: FailWhen;
  /** @default 10 s, as routes have it */
  readonly groupWaitMs?: number;
}

/** Checks with what definitions ship with, but for these settings. */
function withSettings(settings: Settings, checks: number): Contender {
  const { name, failed, retry, locations, failWhen, groupWaitMs = 10_000 } = settings;
  const definitions = Array.from({ length: checks }, (_, index) =>
    http(`check-${index}`, {
      url: 'https://a.example/',
      every: EVERY,
      timeout: '7s',
      ...(failed && { alarms: { failed } }),
      ...(retry && { retry }),
      ...(locations && { locations }),
      ...(failWhen && { failWhen }),
    }),
  );
  const resolved = resolveProject(project({ home: HOME, checks: definitions }), { kinds, receivers });
  const alarms = resolved.alarms.filter(isOnFailures);
  const [first] = resolved.checks as readonly [Check, ...Check[]];
  return onCloudWatch({
    name,
    alarms,
    locations: first.locations,
    retry: first.retry,
    routing: routing(groupWaitMs),
  });
}

const isOnFailures = (alarm: Alarm): alarm is MetricAlarm =>
  alarm.type === 'metric' && alarm.role === 'failed';

const THREE_OF_FIVE = { failures: 3, of: 5 } as const;
const ONE_OF_ONE = { failures: 1, of: 1 } as const;

/** The shipped defaults first, for one location and for several, then what else can be said in a definition. */
const SETTINGS: readonly Settings[] = [
  { name: 'Vedette, as shipped, one location' },
  { name: 'Vedette, as shipped, three locations', locations: THREE },
  { name: 'Vedette, three locations, all, 1 of 1', locations: THREE, failWhen: 'all', failed: ONE_OF_ONE },
  { name: 'Vedette, one location, recheck', retry: 'recheck' },
  { name: 'Vedette, one location, recheck, 3 of 5', failed: THREE_OF_FIVE, retry: 'recheck' },
  // CDK's Canary and the console have no retry unless one asks; an alarm on one datapoint of one, told by SNS at once.
  { name: 'CloudWatch Synthetics, 1 of 1', failed: ONE_OF_ONE, retry: 'none', groupWaitMs: 0 },
];

export const ours = (checks: number): readonly Contender[] =>
  SETTINGS.map((settings) => withSettings(settings, checks));
