import type { Receiver } from '../receiver.ts';
import { defaultRoutes } from './default-routes.ts';
import { inhibitionBy } from './inhibition.ts';
import type { Inhibition, Route, Routing, Silence } from './route.ts';
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
export const routingOf = ({
  receivers,
  routes = defaultRoutes(receivers),
  inhibitions = [],
  silences = [],
}: RoutingOptions): Routing => ({
  reach: reachIn(routes),
  inhibition: inhibitionBy(inhibitions),
  silence: silenceBy(silences),
});
