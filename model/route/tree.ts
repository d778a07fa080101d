import { milliseconds } from '../duration.ts';
import type { Labels } from '../labels.ts';
import { type Matcher, matchesAll } from './matcher.ts';
import type { Reach, Route } from './route.ts';

/** What a node says, or has from its parent. */
interface Terms
  extends Required<Pick<Route, 'groupBy' | 'groupWait' | 'groupInterval' | 'repeatInterval' | 'escalate'>> {
  readonly receiver: string | undefined;
}

const DEFAULTS: Terms = {
  receiver: undefined,
  groupBy: ['severity', 'team'],
  groupWait: '10s',
  groupInterval: '30s',
  repeatInterval: '4h',
  escalate: [],
};

/** A route with everything that has flowed down to it. */
interface Node {
  readonly match: readonly Matcher[];
  readonly goesOn: boolean;
  /** Who is told at once: one receiver, or nobody. */
  readonly direct: readonly Reach[];
  readonly escalated: readonly Reach[];
  readonly children: readonly Node[];
}

/**
 * Whom labels reach in a route tree that is valid: each receiver once, by the first route that leads to it. Who is
 * told at once comes before who is told when nobody acknowledges.
 */
export function reachIn(route: Route): (labels: Labels) => readonly Reach[] {
  const root = nodeOf(route, DEFAULTS);
  return (labels) => {
    const ends = endsOf(root, labels);
    return firstOfEach([
      ...ends.flatMap(({ direct }) => direct),
      ...ends.flatMap(({ escalated }) => escalated),
    ]);
  };
}

function nodeOf(route: Route, inherited: Terms): Node {
  const terms = flow(inherited, route);
  const { receiver } = terms;
  return {
    match: route.match ?? [],
    goesOn: route.continue ?? false,
    direct: receiver === undefined ? [] : [reachOf(terms, receiver, 0)],
    escalated: terms.escalate.map((next) => reachOf(terms, next.receiver, milliseconds(next.after))),
    children: (route.routes ?? []).map((child) => nodeOf(child, terms)),
  };
}

const flow = (far: Terms, near: Route): Terms => ({
  receiver: near.receiver ?? far.receiver,
  groupBy: near.groupBy ?? far.groupBy,
  groupWait: near.groupWait ?? far.groupWait,
  groupInterval: near.groupInterval ?? far.groupInterval,
  repeatInterval: near.repeatInterval ?? far.repeatInterval,
  escalate: near.escalate ?? far.escalate,
});

const reachOf = (terms: Terms, receiver: string, afterMs: number): Reach => ({
  receiver,
  groupBy: terms.groupBy,
  groupWaitMs: milliseconds(terms.groupWait),
  groupIntervalMs: milliseconds(terms.groupInterval),
  repeatMs: milliseconds(terms.repeatInterval),
  afterMs,
});

/** Where the labels come to, in order; `[]` when the node does not match. */
function endsOf(node: Node, labels: Labels): readonly Node[] {
  if (!matchesAll(node.match, labels)) return [];
  const ends: Node[] = [];
  for (const child of node.children) {
    const found = endsOf(child, labels);
    ends.push(...found);
    if (found.length > 0 && !child.goesOn) break;
  }
  return ends.length > 0 ? ends : [node];
}

function firstOfEach(reaches: readonly Reach[]): Reach[] {
  const first = new Map<string, Reach>();
  for (const reach of reaches) if (!first.has(reach.receiver)) first.set(reach.receiver, reach);
  return [...first.values()];
}
