import { receivers } from '../../functions/notify/receivers.ts';
import type { Alarm, MetricAlarm } from '../../model/alarm/alarm.ts';
import type { AlarmWindow, Check } from '../../model/check.ts';
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
  /** @default a minute, as shipped */
  readonly every?: '30s';
  /** @default the shipped one */
  readonly failed?: AlarmWindow;
  /** @default the shipped one */
  readonly retry?: RetryPolicy;
  /** @default the home region alone */
  readonly locations?: readonly Location[];
  /** How many locations must fail. @default one */
  readonly quorum?: number;
  /** @default 10 s, as routes have it */
  readonly groupWaitMs?: number;
}

/** Checks with what definitions ship with, but for these settings. */
function withSettings(settings: Settings, checks: number): Contender {
  const { name, every = '1m', failed, retry, locations, quorum, groupWaitMs = 10_000 } = settings;
  const definitions = Array.from({ length: checks }, (_, index) =>
    http(`check-${index}`, {
      url: 'https://a.example/',
      every,
      timeout: '7s',
      ...(failed && { alarms: { failed } }),
      ...(retry && { retry }),
      ...(locations && { locations }),
      ...(quorum && { failWhen: { atLeast: quorum } }),
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

const TWO_OF_THREE = { failures: 2, of: 3 } as const;
const THREE_OF_FIVE = { failures: 3, of: 5 } as const;
const ONE_OF_ONE = { failures: 1, of: 1 } as const;

/** The shipped defaults first, then what can be said in a definition. */
const SETTINGS: readonly Settings[] = [
  { name: 'Vedette, as shipped' },
  { name: 'Vedette, retry recheck', retry: 'recheck' },
  { name: 'Vedette, retry recheck, every 30 s', retry: 'recheck', every: '30s' },
  { name: 'Vedette, 3 of 5, retry recheck', failed: THREE_OF_FIVE, retry: 'recheck' },
  { name: 'Vedette, 2 of 3 locations', locations: THREE, quorum: 2, failed: TWO_OF_THREE },
  { name: 'Vedette, 2 of 3 locations, recheck', locations: THREE, quorum: 2, retry: 'recheck' },
  {
    name: 'Vedette, 2 of 3 locations, recheck, 1 of 1',
    locations: THREE,
    quorum: 2,
    retry: 'recheck',
    failed: ONE_OF_ONE,
  },
  // CDK's Canary and the console have no retry unless one asks; an alarm on one datapoint of one, told by SNS at once.
  { name: 'CloudWatch Synthetics, 1 of 1', failed: ONE_OF_ONE, retry: 'none', groupWaitMs: 0 },
];

export const ours = (checks: number): readonly Contender[] =>
  SETTINGS.map((settings) => withSettings(settings, checks));
