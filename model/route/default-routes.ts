import type { Duration } from '../duration.ts';
import type { Receiver } from '../receiver.ts';
import { label, type Matcher } from './matcher.ts';
import type { Route } from './route.ts';

/** A branch of the default tree: who is told of what, and how soon again. */
interface Branch {
  readonly match: readonly Matcher[];
  readonly places: readonly string[];
  readonly repeatInterval?: Duration;
  /** Whom the rest goes to is told when nobody takes its places. */
  readonly isUrgent?: true;
}

const severity = label('severity');
const category = label('category');

/** Every branch is tried: a critical alarm of the security team goes to all that its severity and its category name. */
const BRANCHES: readonly Branch[] = [
  {
    match: [severity.is('critical')],
    places: ['pagerduty', 'slack'],
    repeatInterval: '5m',
    isUrgent: true,
  },
  {
    match: [label('team').is('quant'), severity.is('critical')],
    places: ['sms'],
    repeatInterval: '5m',
  },
  { match: [severity.is('warning')], places: ['slack', 'email'] },
  { match: [severity.is('info')], places: ['email'] },
  { match: [category.is('security')], places: ['security'], repeatInterval: '15m' },
  { match: [category.is('infrastructure')], places: ['infrastructure'], repeatInterval: '30m' },
  { match: [category.is('business')], places: ['business'], repeatInterval: '60m' },
];

const PLACES = new Set(BRANCHES.flatMap(({ places }) => places));

/** The kinds of receiver that take a place whatever their own names are. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  pagerduty: ['pagerduty'],
  slack: ['slack', 'slack-webhook'],
  email: ['email'],
  sms: ['sms'],
};

/** Who is told where no branch leads, the first that there is: nothing is lost, and nobody is woken for little. */
const QUIETEST = ['email', 'slack'] as const;

/**
 * The tree that ships. A place in it is taken by the receiver of that name; without one, by the first of its kinds whose
 * own name is no place: `slack('trading', ...)` is told what `slack` is. Places that nobody takes are left out.
 */
export function defaultRoutes(receivers: readonly Pick<Receiver, 'kind' | 'name'>[]): Route {
  const at = (place: string): string | undefined =>
    receivers.find(({ name }) => name === place)?.name ??
    receivers.find(({ kind, name }) => KINDS[place]?.includes(kind) && !PLACES.has(name))?.name;
  const taken = (places: readonly string[]): string[] => places.flatMap((place) => at(place) ?? []);
  const rest = [...taken(QUIETEST), ...receivers.map(({ name }) => name)].slice(0, 1);
  return {
    ...(rest[0] !== undefined && { receiver: rest[0] }),
    routes: BRANCHES.flatMap(({ places, isUrgent = false, ...terms }) => {
      const told = taken(places);
      const whom = told.length === 0 && isUrgent ? rest : told;
      return whom.map((receiver) => ({ ...terms, receiver, continue: true }));
    }),
  };
}
