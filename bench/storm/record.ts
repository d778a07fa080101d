import type { NotifyPorts } from '../../functions/notify/notify.ts';
import type { Delivery } from '../../functions/notify/sender.ts';
import type { ToldTo } from './contender.ts';

/** What one receiver was told of one alarm. */
interface Known {
  /** Epoch milliseconds. */
  toldAt: number;
  isOver: boolean;
  /** The notices that told that it fires. */
  readonly notices: Set<string>;
}

/** Who was told what, by what the senders say that they have sent. */
export class ToldRecord {
  readonly #known = new Map<string, Map<string, Known>>();

  /** The notifier's ports, with senders that are listened to. */
  listenTo(ports: NotifyPorts): NotifyPorts {
    return {
      ...ports,
      loadSend: async (kind) => {
        const send = await ports.loadSend(kind);
        return async (delivery, receiver, sender) => {
          const outcome = await send(delivery, receiver, sender);
          if (outcome.isTold) this.#note(receiver.name, delivery, ports.clock.now());
          return outcome;
        };
      },
    };
  }

  #note(receiver: string, { notice }: Delivery, now: number): void {
    const known = this.#known.get(receiver) ?? new Map<string, Known>();
    this.#known.set(receiver, known);
    for (const { key, state } of notice.entries) {
      const one = known.get(key) ?? { toldAt: now, isOver: false, notices: new Set() };
      if (state === 'firing') one.notices.add(notice.id);
      one.isOver = state === 'resolved';
      known.set(key, one);
    }
  }

  /** Of how many alarms a receiver was told that they are so. */
  count(receiver: string, state: 'told' | 'over'): number {
    const known = [...(this.#known.get(receiver)?.values() ?? [])];
    return known.filter(({ isOver }) => state === 'told' || isOver).length;
  }

  /** `begun`: when each alarm began, epoch milliseconds. */
  of(receiver: string, begun: ReadonlyMap<string, number>): ToldTo {
    const known = [...(this.#known.get(receiver) ?? [])];
    return {
      latencies: known.map(([key, { toldAt }]) => toldAt - (begun.get(key) ?? 0)).sort((a, b) => a - b),
      twice: known.filter(([, { notices }]) => notices.size > 1).length,
      over: this.count(receiver, 'over'),
    };
  }
}
