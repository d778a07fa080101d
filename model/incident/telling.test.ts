import { describe, expect, it } from 'vitest';
import type { Reach, Routing } from '../route/route.ts';
import type { Signal } from './incident.ts';
import { Telling, type Told } from './telling.ts';

const START = Date.UTC(2026, 10, 21, 3, 0, 0);
const SECOND = 1_000;
const MINUTE = 60_000;

const terms = (receiver: string, changes: Partial<Reach> = {}): Reach => ({
  receiver,
  groupBy: ['severity'],
  groupWaitMs: 10 * SECOND,
  groupIntervalMs: 30 * SECOND,
  repeatMs: 5 * MINUTE,
  afterMs: 0,
  ...changes,
});

const ROUTING: Routing = {
  reach: () => [terms('pagerduty'), terms('phone', { afterMs: 7 * MINUTE })],
  inhibition: () => () => undefined,
  silence: () => undefined,
};

const signal = (check: string, state: Signal['state'], at: number): Signal => ({
  alarm: `vedette/${check}/failed`,
  state,
  at,
  reason: '',
  cause: 'breached',
  labels: { severity: 'critical', check },
  description: '',
  arn: '',
  via: [],
});

const brief = (told: readonly Told[]) =>
  told.map(
    ({ at, receiver, event, notice }) =>
      `${(at - START) / SECOND} ${receiver} ${event} ${notice.entries.length}`,
  );

const telling = () => new Telling({ routing: ROUTING, receivers: ['pagerduty', 'phone'] });

describe('telling', () => {
  it('tells after the group wait, reminds, escalates, and tells the end at once', () => {
    const one = telling();
    const told = [
      ...one.take([signal('quote', 'ALARM', START)], START),
      ...one.advance(START + 8 * MINUTE),
      ...one.take([signal('quote', 'OK', START + 9 * MINUTE)], START + 9 * MINUTE),
      ...one.advance(START + 60 * MINUTE),
    ];
    expect(brief(told)).toEqual([
      '10 pagerduty opened 1',
      '310 pagerduty reminded 1',
      '430 phone opened 1',
      '540 pagerduty resolved 1',
      '540 phone resolved 1',
    ]);
  });

  it('tells many in one, with what they are', () => {
    const one = telling();
    const checks = Array.from({ length: 30 }, (_, index) => `check-${index}`);
    one.take(
      checks.map((check) => signal(check, 'ALARM', START)),
      START,
    );
    const told = one.advance(START + MINUTE);
    expect(brief(told)).toEqual(['10 pagerduty opened 30']);
    expect(told[0]?.incidents.map(({ labels }) => labels.check)).toEqual(checks);
  });

  it('says nothing of what is over before its group is told, nor of an end without a beginning', () => {
    const one = telling();
    const signals = [signal('quote', 'OK', START), signal('site', 'ALARM', START)];
    const told = [
      ...one.take(signals, START),
      ...one.take([signal('site', 'OK', START + SECOND)], START + SECOND),
      ...one.advance(START + 60 * MINUTE),
    ];
    expect(brief(told)).toEqual([]);
  });

  it('comes to the same in many small steps', () => {
    const whole = telling();
    const all = [
      ...whole.take([signal('quote', 'ALARM', START)], START),
      ...whole.advance(START + 20 * MINUTE),
    ];
    const stepped = telling();
    const parts = [...stepped.take([signal('quote', 'ALARM', START)], START)];
    for (let now = START; now <= START + 20 * MINUTE; now += 7 * SECOND) parts.push(...stepped.advance(now));
    expect(brief(parts)).toEqual(brief(all));
  });
});
