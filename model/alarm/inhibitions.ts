import type { Check } from '../check.ts';
import { label } from '../route/matcher.ts';
import type { Inhibition } from '../route/route.ts';
import { familyOf } from './family.ts';

const role = label('role');
const severity = label('severity');
const check = label('check');

/** Alarms on Vedette itself have no check, and an absent label is the same in all of them. */
const OF_A_CHECK = check.isNot('');
const NOT_OF_A_CHECK = check.is('');

/** What fails need not be told to be slow, or to be bad at one location, however severe either is called. */
const FAILED_OVER_LESSER: Inhibition = {
  source: [role.is('failed'), OF_A_CHECK],
  target: [role.matches(/degraded|advisory/)],
  equal: ['check'],
};

/**
 * A worse alarm of a check over its lesser ones. Never over `failed`, which is the outage itself; and a certificate is
 * another matter than whether the service works: neither hides the other.
 */
const worseOver = (worse: 'critical' | 'warning', lesser: RegExp): Inhibition => ({
  source: [severity.is(worse), role.isNot('certificate'), OF_A_CHECK],
  target: [severity.matches(lesser), role.doesNotMatch(/failed|certificate/)],
  equal: ['check'],
});

/** Of our checks alone: whoever has other alarms told by us is not silent because we do not probe. */
const SILENCE = [label('cause').is('missing'), OF_A_CHECK];

/** Nothing runs, or what runs is broken: a probe that comes to no verdict leaves its check without a value as well. */
const BLIND = role.matches(/watchdog|errored/);

/** What every check's alarms can be about. Other roles are what a kind of check asked for. */
const COMMON_ROLES = /^(failed|degraded|advisory|certificate)$/;

/**
 * What a kind says in its own words over the bare fact that the check failed or is degraded, where it is as severe: one
 * page, and the one that says what is wrong. It reads numbers that are there only when the target answered, so an outage
 * ends it.
 */
const wordsOverBareFact = (as: 'critical' | 'warning', noWorse: RegExp): Inhibition => ({
  source: [severity.is(as), role.doesNotMatch(COMMON_ROLES), OF_A_CHECK],
  target: [role.matches(/failed|degraded/), severity.matches(noWorse), label('cause').isNot('missing')],
  equal: ['check'],
});

/**
 * When it is we who do not see, what looks like silence of the targets is ours. A check of one location has that
 * location among its labels; one of several is silent only when all of them are, so any watchdog speaks for it. The
 * notifier adds the label `cause`.
 */
const WATCHDOG_OVER_SILENCE: readonly Inhibition[] = [
  { source: [BLIND, NOT_OF_A_CHECK], target: [...SILENCE, label('location').is('')] },
  { source: [BLIND, NOT_OF_A_CHECK], target: [...SILENCE, label('location').isNot('')], equal: ['location'] },
];

/** The inhibitions that every project has. */
export function inhibitionsOf(checks: readonly Check[]): Inhibition[] {
  const { ancestorsOf } = familyOf(checks);
  const underParents = checks
    .filter(({ enabled }) => enabled)
    .flatMap(({ id }) => ancestorsOf(id).map((ancestor) => parentOver(ancestor, id)));
  return [
    FAILED_OVER_LESSER,
    worseOver('critical', /warning|info/),
    worseOver('warning', /info/),
    wordsOverBareFact('critical', /critical|warning|info/),
    wordsOverBareFact('warning', /warning|info/),
    ...WATCHDOG_OVER_SILENCE,
    ...underParents,
  ];
}

/** A rule for each pair, of plain equalities: a pattern of a thousand ids would be slow to match. */
const parentOver = (ancestor: string, child: string): Inhibition => ({
  // A parent that nobody could look at says nothing of its children.
  source: [role.is('failed'), check.is(ancestor), label('cause').isNot('missing')],
  target: [check.is(child)],
});
