import type { Alarm } from '../alarm/alarm.ts';
import { isDrill } from '../alarm/drill-alarms.ts';
import type { Labels } from '../labels.ts';
import type { Receiver } from '../receiver.ts';
import { defaultRoutes } from './default-routes.ts';
import { inhibitionBy } from './inhibition.ts';
import type { Inhibition, Reach, Route, Routing, Silence } from './route.ts';
import { LONGEST_WAIT_MS } from './rules.ts';
import { silenceBy } from './silence.ts';
import { reachIn } from './tree.ts';

interface RoutingOptions {
  readonly receivers: readonly Pick<Receiver, 'kind' | 'name'>[];
  /** @default the default tree over the receivers */
  readonly routes?: Route | undefined;
  /** @default [] */
  readonly inhibitions?: readonly Inhibition[] | undefined;
  /** @default [] */
  readonly silences?: readonly Silence[] | undefined;
}

/** The rules by which people are told, out of what was validated. */
export function routingOf({
  receivers,
  routes = defaultRoutes(receivers),
  inhibitions = [],
  silences = [],
}: RoutingOptions): Routing {
  const reach = reachIn(routes);
  const inhibition = inhibitionBy(inhibitions);
  const silence = silenceBy(silences);
  // Nothing keeps a drill quiet: that it is told is the question.
  return {
    reach: (labels) => (isDrill(labels) ? drillOf(labels) : reach(labels)),
    inhibition: (firing) => {
      const inhibited = inhibition(firing);
      return (labels) => (isDrill(labels) ? undefined : inhibited(labels));
    },
    silence: (labels, at) => (isDrill(labels) ? undefined : silence(labels, at)),
  };
}

/** A drill is told to the receiver whose drill it is, whatever the routes say: that one can be reached is the question. */
const drillOf = ({ receiver }: Labels): Reach[] =>
  receiver === undefined ? [] : [{ receiver, ...DRILL_TERMS }];

const DRILL_TERMS = {
  groupBy: ['receiver'],
  groupWaitMs: 0,
  groupIntervalMs: 0,
  repeatMs: 4 * 3_600_000,
  afterMs: 0,
} as const satisfies Omit<Reach, 'receiver'>;

/** The receivers that an alarm is told to at once: those whose topics are its actions. */
export const toldAtOnce = ({ reach }: Routing, labels: Labels): string[] =>
  reach(labels)
    .filter(({ afterMs }) => afterMs === 0)
    .map(({ receiver }) => receiver);

/** How long alarms can be gathered at most without making one of them late, in milliseconds. */
export const shortestWaitMs = ({ reach }: Routing, alarms: readonly Pick<Alarm, 'labels'>[]): number =>
  alarms
    .filter(({ labels }) => !isDrill(labels))
    .flatMap(({ labels }) => reach(labels))
    .reduce((shortest, { groupWaitMs }) => Math.min(shortest, groupWaitMs), LONGEST_WAIT_MS);
