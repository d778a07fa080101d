import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  incident,
  MINUTE,
  onceTold,
  resolved,
  routingWith,
  SECOND,
  START,
  several,
  signal,
  TERMS,
  told,
  toldNotice,
  viewOf,
} from '../../test/incidents.ts';
import type { Labels } from '../labels.ts';
import type { Reach, Routing } from '../route/route.ts';
import { FALLBACK_AFTER_MS, WATCHDOG_WAIT_MS } from './candidate.ts';
import { decide } from './decide.ts';
import { DIGEST_FROM, JOIN_MS, STORM_FROM } from './flush.ts';
import { applySignal, type Incident } from './incident.ts';
import type { Notice } from './notice.ts';

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
