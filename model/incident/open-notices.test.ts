import { describe, expect, it } from 'vitest';
import {
  incident,
  MINUTE,
  onceTold,
  resolved,
  SECOND,
  START,
  several,
  signal,
  told,
  toldNotice,
  viewOf,
} from '../../test/incidents.ts';
import { FALLBACK_AFTER_MS } from './candidate.ts';
import { decide } from './decide.ts';
import { DIGEST_FROM } from './flush.ts';
import { applySignal, type Incident } from './incident.ts';
import type { Notice } from './notice.ts';

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
