import type { NoticeEvent } from '../../../model/incident/notice.ts';
import { STATES } from '../../../model/result.ts';
import type { TwinEvent } from '../../twin/watch.ts';
import type { Family } from './exposition.ts';

/** What can be told to a receiver, each in a series of its own from the first time that the receiver is told anything. */
const NOTICE_EVENTS = [
  'opened',
  'changed',
  'reminded',
  'acknowledged',
  'resolved',
] as const satisfies readonly NoticeEvent[];

/** Counts what has happened since this process began. */
export class Tally {
  readonly #results = new Map<string, number>(STATES.map((state) => [state, 0]));
  /** By receiver, then by event. */
  readonly #told = new Map<string, Map<string, number>>();

  count(event: TwinEvent): void {
    if (event.type === 'result') addOne(this.#results, event.result.state);
    if (event.type === 'told') addOne(this.#toldTo(event.receiver), event.event);
  }

  families(): Family[] {
    return [
      {
        name: 'vedette_results',
        type: 'counter',
        help: 'Results since this process began, by state',
        samples: [...this.#results].map(([state, value]) => ({ labels: { state }, value })),
      },
      {
        name: 'vedette_deliveries',
        type: 'counter',
        help: 'Notifications that a receiver took since this process began',
        samples: [...this.#told]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .flatMap(([receiver, told]) =>
            [...told].map(([event, value]) => ({ labels: { receiver, event }, value })),
          ),
      },
    ];
  }

  #toldTo(receiver: string): Map<string, number> {
    const known = this.#told.get(receiver) ?? new Map(NOTICE_EVENTS.map((event) => [event as string, 0]));
    this.#told.set(receiver, known);
    return known;
  }
}

const addOne = (counts: Map<string, number>, name: string): void =>
  void counts.set(name, (counts.get(name) ?? 0) + 1);
