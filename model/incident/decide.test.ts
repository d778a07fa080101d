import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Labels } from '../check.ts';
import type { Reach, Routing } from '../route/route.ts';
import { FALLBACK_AFTER_MS, WATCHDOG_WAIT_MS } from './candidate.ts';
import { type Decision, decide } from './decide.ts';
import { DIGEST_FROM, JOIN_MS, STORM_FROM } from './flush.ts';
import { applySignal, type Incident, type Signal } from './incident.ts';
import { asTold, type Notice } from './notice.ts';
import type { View } from './view.ts';

const START = Date.UTC(2026, 10, 21, 3, 0, 0);
const SECOND = 1_000;
const MINUTE = 60_000;

const TERMS: Reach = {
  receiver: 'slack',
  groupBy: ['severity', 'team'],
  groupWaitMs: 10 * SECOND,
  groupIntervalMs: 30 * SECOND,
  repeatMs: 5 * MINUTE,
  afterMs: 0,
};

const NEVER = { inhibition: () => () => undefined, silence: () => undefined } as const;

const routingWith = (rules: Partial<Routing> = {}): Routing => ({ reach: () => [TERMS], ...NEVER, ...rules });

function signal(alarm: string, at: number, changes: Partial<Signal> = {}): Signal {
  const labels = { severity: 'critical', team: 'web', check: alarm, ...changes.labels } as const;
  const rest = { reason: 'broken', cause: 'breached', description: '', arn: '', via: [] } as const;
  return { alarm: `vedette/${alarm}`, state: 'ALARM', at, ...rest, ...changes, labels };
}

function incident(alarm: string, at: number = START, changes: Partial<Signal> = {}): Incident {
  const made = applySignal(undefined, signal(alarm, at, changes));
  if (!made) throw new Error('no incident');
  return made;
}

const resolved = (one: Incident, at: number): Incident =>
  applySignal(one, { ...signal('any', at), state: 'OK' }) ?? one;

const viewOf = (changes: Partial<View>): View => ({
  receiver: 'slack',
  now: START + 10 * SECOND,
  incidents: [],
  notices: [],
  routing: routingWith(),
  failing: {},
  ...changes,
});

/** What was decided, in short. */
const told = ({ steps }: Decision) => steps.map(({ event, notice }) => [event, notice.entries.length]);

/** The notices after everything that was decided has been told. */
const onceTold = ({ steps }: Decision, now: number): Notice[] =>
  steps.filter(({ event }) => event !== 'resolved').map(({ notice }) => asTold(notice, now));

/** A notice of these incidents that was told at the end of their group wait. */
function toldNotice(incidents: readonly Incident[], routing = routingWith()): Notice {
  const now = START + 10 * SECOND;
  const [notice] = onceTold(decide(viewOf({ incidents, routing, now })), now);
  if (!notice) throw new Error('nothing was told');
  return notice;
}

const several = (count: number, at = START) =>
  Array.from({ length: count }, (_, index) => incident(`a${index}`, at));

describe('what begins', () => {
  it('waits for its group, and says when it will be ready', () => {
    const early = viewOf({ incidents: [incident('quote')], now: START + 9_999 });
    expect(decide(early)).toEqual({ steps: [], wakeAt: START + 10 * SECOND });
    expect(told(decide({ ...early, now: START + 10 * SECOND }))).toEqual([['opened', 1]]);
  });

  it.each([
    ['one', 1, [['opened', 1]]],
    [
      'fewer than a digest is from: one message each',
      DIGEST_FROM - 1,
      Array(DIGEST_FROM - 1).fill(['opened', 1]),
    ],
    ['as many as a digest is from', DIGEST_FROM, [['opened', DIGEST_FROM]]],
    ['a thousand', 1_000, [['opened', 1_000]]],
  ])('%s', (_name, count, expected) => {
    expect(told(decide(viewOf({ incidents: several(count) })))).toEqual(expected);
  });

  it('is one digest in a storm, even when each alarm is a group of its own', () => {
    const routing = routingWith({ reach: () => [{ ...TERMS, groupBy: ['check'] }] });
    expect(told(decide(viewOf({ incidents: several(STORM_FROM - 1), routing })))).toHaveLength(
      STORM_FROM - 1,
    );
    expect(told(decide(viewOf({ incidents: several(STORM_FROM), routing })))).toEqual([
      ['opened', STORM_FROM],
    ]);
  });

  it('is told the worst first', () => {
    const minor = incident('minor', START - 5 * SECOND, { labels: { severity: 'info' } });
    const { steps } = decide(viewOf({ incidents: [minor, incident('major')] }));
    expect(steps.map(({ notice }) => notice.entries[0]?.key)).toEqual(['vedette/major', 'vedette/minor']);
  });

  it('is not told to a receiver that it does not reach', () => {
    expect(decide(viewOf({ incidents: [incident('quote')], receiver: 'email' })).steps).toEqual([]);
  });

  it('comes after the interval when its group has been told already', () => {
    const first = incident('first');
    const second = incident('second', START + 15 * SECOND);
    const view = viewOf({
      incidents: [first, second],
      notices: [toldNotice([first])],
      now: START + 39 * SECOND,
    });
    expect(decide(view)).toEqual({ steps: [], wakeAt: START + 40 * SECOND });
    expect(told(decide({ ...view, now: START + 40 * SECOND }))).toEqual([['opened', 1]]);
  });

  it('joins a digest that is young, and has a message of its own when the digest is old', () => {
    const storm = several(DIGEST_FROM);
    const notices = [toldNotice(storm)];
    const made = START + 10 * SECOND;
    const late = (at: number) =>
      told(decide(viewOf({ incidents: [...storm, incident('late', at - MINUTE)], notices, now: at })));
    expect(late(made + JOIN_MS - 1)).toEqual([['changed', DIGEST_FROM + 1]]);
    expect(late(made + JOIN_MS)).toContainEqual(['opened', 1]);
  });

  it('does not hide in a digest of lesser alarms', () => {
    const routing = routingWith({ reach: () => [{ ...TERMS, groupBy: ['team'] }] });
    const now = START + MINUTE;
    const join = (count: number, severity: 'critical' | 'warning' | 'info') => {
      const digest = Array.from({ length: count }, (_, index) =>
        incident(`a${index}`, START, { labels: { severity: 'warning' } }),
      );
      const late = incident('late', START + 30 * SECOND, { labels: { severity } });
      const notices = [toldNotice(digest, routing)];
      return told(decide(viewOf({ incidents: [...digest, late], notices, routing, now })));
    };
    for (const count of [DIGEST_FROM, STORM_FROM]) {
      expect(join(count, 'critical')).toEqual([['opened', 1]]);
      expect(join(count, 'warning')).toEqual([['changed', count + 1]]);
      expect(join(count, 'info')).toEqual([['changed', count + 1]]);
    }
  });

  it('a drill is told alone, also within a storm', () => {
    const labels = { severity: 'info', role: 'drill', drill: 'true', receiver: 'slack' } as const;
    const test = incident('self/drill/slack', START, { labels });
    const storm = several(STORM_FROM);
    expect(told(decide(viewOf({ incidents: [test, ...storm.slice(1)] })))).toEqual([
      ['opened', STORM_FROM - 1],
      ['opened', 1],
    ]);
    const late = viewOf({ incidents: [test, ...storm], notices: [toldNotice(storm)], now: START + MINUTE });
    expect(told(decide(late))).toEqual([['opened', 1]]);
  });
});

describe('what must keep quiet', () => {
  const silence = { name: 'release', until: START + 30 * MINUTE };
  const isSilenced = routingWith({ silence: (_labels, at) => (at < silence.until ? silence : undefined) });
  const isInhibited = routingWith({ inhibition: () => () => ({ check: 'parent' }) });

  it('a silenced one is told when the silence ends and it still fires', () => {
    const view = viewOf({ incidents: [incident('quote')], routing: isSilenced });
    expect(decide(view)).toEqual({ steps: [], wakeAt: silence.until });
    expect(told(decide({ ...view, now: silence.until }))).toEqual([['opened', 1]]);
  });

  it('an inhibited one is not told', () => {
    const view = viewOf({ incidents: [incident('quote')], routing: isInhibited });
    expect(decide(view)).toEqual({ steps: [] });
  });

  it.each([
    ['a silenced', isSilenced],
    ['an inhibited', isInhibited],
  ])('%s one that was told before is not repeated, but its end is told', (_name, routing) => {
    const one = incident('quote');
    const view = viewOf({
      incidents: [one],
      notices: [toldNotice([one])],
      routing,
      now: START + 20 * MINUTE,
    });
    expect(decide(view).steps).toEqual([]);
    expect(told(decide({ ...view, incidents: [resolved(one, view.now)] }))).toEqual([['resolved', 1]]);
  });

  it('one that fires because nothing was measured waits for the watchdog', () => {
    const silent = incident('quote', START, { cause: 'missing' });
    const ready = START + WATCHDOG_WAIT_MS;
    expect(decide(viewOf({ incidents: [silent] }))).toEqual({ steps: [], wakeAt: ready });
    expect(told(decide(viewOf({ incidents: [silent], now: ready })))).toEqual([['opened', 1]]);
  });

  it('the watchdog itself does not wait', () => {
    const labels = { severity: 'critical', role: 'watchdog', check: undefined } as const;
    const watchdog = incident('self/eu-west-1/watchdog', START, { cause: 'missing', labels });
    expect(told(decide(viewOf({ incidents: [watchdog] })))).toEqual([['opened', 1]]);
  });

  it('asks with the reason for which it fires among the labels', () => {
    const asked: Labels[] = [];
    const inhibition = () => (target: Labels) => {
      asked.push(target);
      return undefined;
    };
    const silent = incident('quote', START, { cause: 'missing' });
    decide(viewOf({ incidents: [silent], routing: routingWith({ inhibition }) }));
    expect(asked).toContainEqual(expect.objectContaining({ check: 'quote', cause: 'missing' }));
  });
});

describe('what goes on', () => {
  const one = incident('quote');
  const notice = toldNotice([one]);
  const repeatAt = notice.remindAt;

  it('is told again at the repeat interval, and says so', () => {
    const view = viewOf({ incidents: [one], notices: [notice], now: repeatAt - 1 });
    expect(decide(view)).toEqual({ steps: [], wakeAt: repeatAt });
    const { steps } = decide({ ...view, now: repeatAt });
    expect(steps).toMatchObject([
      { event: 'reminded', notice: { reminders: 1, remindAt: repeatAt + 5 * MINUTE } },
    ]);
  });

  it('is not told again once somebody has acknowledged it; that somebody did is told once', () => {
    const acknowledged = { ...one, acknowledged: { at: START + MINUTE, by: 'ada' } };
    const view = viewOf({ incidents: [acknowledged], notices: [notice], now: repeatAt });
    const decision = decide(view);
    expect(told(decision)).toEqual([['acknowledged', 1]]);
    expect(decide({ ...view, notices: onceTold(decision, repeatAt) })).toEqual({ steps: [] });
  });

  it('that somebody cares is told also when something else had to be told at the same time', () => {
    const now = START + MINUTE;
    const acknowledged = { at: START + 20 * SECOND, by: 'ada' };
    const cares = (one: Incident): Incident => ({ ...one, acknowledged });
    const events = (incidents: readonly Incident[], before: readonly Notice[]) => {
      let notices = [...before];
      const told: string[] = [];
      for (let round = 0; round < 5; round++) {
        const decision = decide(viewOf({ incidents, notices, now }));
        told.push(...decision.steps.map(({ event }) => event));
        if (decision.steps.length > 0) notices = onceTold(decision, now);
      }
      return told;
    };
    const [gone, ...left] = several(DIGEST_FROM);
    if (!gone) throw new Error('no storm');
    const digest = toldNotice([gone, ...left]);
    const half = [resolved(gone, now), ...left.map(cares)];
    expect(events(half, [digest])).toEqual(['changed', 'acknowledged']);
    const [step] = decide(viewOf({ incidents: [one] })).steps;
    expect(events([cares(one)], step ? [step.notice] : [])).toEqual(['opened', 'acknowledged']);
  });

  it('a digest tells at its interval that some of it is over, and at once that all is', () => {
    const storm = several(DIGEST_FROM);
    const digest = toldNotice(storm);
    const [first, ...others] = storm.map((each) => resolved(each, START + 20 * SECOND));
    if (!first) throw new Error('no storm');
    const view = viewOf({ notices: [digest], now: START + 20 * SECOND });
    expect(decide({ ...view, incidents: [first, ...storm.slice(1)] })).toEqual({
      steps: [],
      wakeAt: START + 40 * SECOND,
    });
    expect(
      told(decide({ ...view, incidents: [first, ...storm.slice(1)], now: START + 40 * SECOND })),
    ).toEqual([['changed', DIGEST_FROM]]);
    expect(told(decide({ ...view, incidents: [first, ...others] }))).toEqual([['resolved', DIGEST_FROM]]);
  });

  it('one that ended and began again is told as over and as new', () => {
    const again = applySignal(resolved(one, START + MINUTE), signal('quote', START + 2 * MINUTE));
    const view = viewOf({ incidents: again ? [again] : [], notices: [notice], now: START + 3 * MINUTE });
    expect(told(decide(view))).toEqual([
      ['opened', 1],
      ['resolved', 1],
    ]);
  });
});

describe('what could not be told', () => {
  const one = incident('quote');
  const failed = (changes: Partial<Notice['pending'] & object> = {}): Notice => {
    const [step] = decide(viewOf({ incidents: [one] })).steps;
    if (!step?.notice.pending) throw new Error('nothing was begun');
    return { ...step.notice, pending: { ...step.notice.pending, problem: '503', ...changes } };
  };

  it('is tried again when its time has come, with the attempts counted', () => {
    const notBefore = START + MINUTE;
    const view = viewOf({ incidents: [one], notices: [failed({ notBefore })], now: START + 30 * SECOND });
    expect(decide(view)).toEqual({ steps: [], wakeAt: notBefore });
    expect(decide({ ...view, now: notBefore }).steps).toMatchObject([
      { event: 'opened', notice: { pending: { attempts: 2, since: START + 10 * SECOND } } },
    ]);
  });

  it('is told as over when it has ended in the meantime, and that it may be known is not forgotten', () => {
    const ended = resolved(one, START + 20 * SECOND);
    const notices = [failed({ isUncertain: true })];
    const { steps } = decide(viewOf({ incidents: [ended], notices, now: START + 30 * SECOND }));
    expect(steps).toMatchObject([{ event: 'resolved', notice: { pending: { isUncertain: true } } }]);
  });

  it('goes to the fallback once the receiver has failed long enough, and says why', () => {
    const problem = 'token_revoked';
    const failing = { slack: { since: START, problem, untold: [one.id] } };
    const view = viewOf({ receiver: 'email', incidents: [one], failing, now: START + FALLBACK_AFTER_MS - 1 });
    expect(decide(view).steps).toEqual([]);
    const { steps } = decide({ ...view, now: START + FALLBACK_AFTER_MS });
    expect(steps).toMatchObject([
      { event: 'opened', notice: { note: 'slack keeps failing: token_revoked' } },
    ]);
  });
});

describe('who comes later', () => {
  const escalation: Reach = { ...TERMS, receiver: 'manager', afterMs: 15 * MINUTE };
  const routing = routingWith({ reach: () => [TERMS, escalation] });
  const one = incident('quote');
  const view = viewOf({ receiver: 'manager', incidents: [one], routing });

  it('an escalation is told after its time', () => {
    expect(decide(view)).toEqual({ steps: [], wakeAt: START + 15 * MINUTE });
    const due = START + 15 * MINUTE + escalation.groupWaitMs;
    expect(told(decide({ ...view, now: due }))).toEqual([['opened', 1]]);
  });

  it('and not at all when somebody has acknowledged it', () => {
    const acknowledged = { ...one, acknowledged: { at: START + MINUTE, by: 'ada' } };
    expect(decide({ ...view, incidents: [acknowledged], now: START + 20 * MINUTE }).steps).toEqual([]);
  });

  it('and not at the very end of a silence, when nobody could acknowledge it before', () => {
    const until = START + 60 * MINUTE;
    const silence: Routing['silence'] = (_labels, at) =>
      at < until ? { name: 'release', until } : undefined;
    const silenced = { ...view, routing: { ...routing, silence } };
    expect(decide({ ...silenced, now: until })).toEqual({ steps: [], wakeAt: until + 15 * MINUTE });
    expect(told(decide({ ...silenced, now: until + 15 * MINUTE }))).toEqual([['opened', 1]]);
    expect(told(decide({ ...silenced, receiver: 'slack', now: until }))).toEqual([['opened', 1]]);
  });

  it('but soon when it is the fallback too, and the first one keeps failing', () => {
    const failing = { slack: { since: START, problem: 'token_revoked', untold: [one.id] } };
    const { steps } = decide({ ...view, failing, now: START + FALLBACK_AFTER_MS });
    expect(steps).toMatchObject([
      { event: 'opened', notice: { note: 'slack keeps failing: token_revoked' } },
    ]);
  });

  it('an alarm that was published to its own topic does not wait for its escalation', () => {
    const foreign = { ...one, alarm: 'their-own-alarm', via: ['manager'] };
    expect(told(decide({ ...view, incidents: [foreign] }))).toEqual([['opened', 1]]);
  });
});

test('an alarm that no definition names is told to whom it was published, and to nobody else', () => {
  const foreign = { ...incident('theirs', START, { via: ['slack'] }), alarm: 'their-own-alarm' };
  expect(told(decide(viewOf({ incidents: [foreign] })))).toEqual([['opened', 1]]);
  const routing = routingWith({ reach: () => [{ ...TERMS, receiver: 'email' }] });
  expect(decide(viewOf({ incidents: [foreign], routing, receiver: 'email' })).steps).toEqual([]);
});

test('whatever happens, telling all that is decided leaves nothing to tell, and nothing is told twice', () => {
  const happening = fc.record({
    alarm: fc.integer({ min: 0, max: 6 }),
    isAlarm: fc.boolean(),
    after: fc.integer({ min: 0, max: 90 * SECOND }),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const incidents = new Map<string, Incident>();
      let notices: Notice[] = [];
      let now = START;
      const known = new Map<string, string>();
      const tell = () => {
        const decision = decide(viewOf({ incidents: [...incidents.values()], notices, now }));
        for (const { notice, event } of decision.steps) {
          for (const { id, state } of notice.entries) {
            const isNew = known.get(id) !== state || event === 'reminded' || notice.isDigest;
            if (!isNew) throw new Error(`${id} was told twice as ${state}`);
            known.set(id, state);
          }
        }
        const changed = new Set(decision.steps.map(({ notice }) => notice.id));
        notices = [...notices.filter(({ id }) => !changed.has(id)), ...onceTold(decision, now)];
        return decision;
      };
      for (const { alarm, isAlarm, after } of happenings) {
        now += after + 1;
        const heard = { ...signal(`a${alarm}`, now), state: isAlarm ? ('ALARM' as const) : ('OK' as const) };
        const next = applySignal(incidents.get(heard.alarm), heard);
        if (next) incidents.set(heard.alarm, next);
        tell();
      }
      now += MINUTE;
      tell();
      for (const one of incidents.values()) {
        const was = known.get(one.id);
        if (one.state === 'firing') expect(was).toBe('firing');
        else expect(was).not.toBe('firing');
      }
      expect(decide(viewOf({ incidents: [...incidents.values()], notices, now })).steps).toEqual([]);
    }),
    { numRuns: 2_000, seed: 20261121 },
  );
});
