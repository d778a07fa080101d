import { selfDatum } from '../../../model/metric.ts';
import { countDeadLetters } from '../../dispatch/dead-letters.ts';
import { type LanesPorts, takeTurns } from '../lane/lanes.ts';
import { clear } from './clear.ts';
import { type HealPorts, heal } from './heal.ts';

export interface ReconcilePorts extends LanesPorts, HealPorts {
  /** The home region, the location of what is counted. */
  readonly home: string;
  readonly deadLetterQueueUrls: readonly string[];
}

/**
 * Compares what fires with what people were told, and lets every receiver take its turn: what a lost message, a killed
 * notifier or a deleted alarm has left is healed by this, and reminders come by it. Each part goes on without the others.
 * Never throws: `Reconciled` is 1 only when all of it worked, and the watchdog looks at that.
 */
export async function reconcile(remainingMs: number, ports: ReconcilePorts): Promise<void> {
  const { clock, receivers } = ports;
  const deadline = clock.now() + remainingMs;
  const isHealed = await part('what fires could not be compared with what was told', heal, ports);
  const sent = receivers.filter(({ isSent }) => isSent);
  const isTold = await takeTurns(sent, deadline, ports);
  const isClear = await part('what is over could not be cleared', clear, ports);
  await publish(isHealed && isTold && isClear, ports);
}

/** Does a part of the work; `false` when it came to nothing. */
async function part(
  failure: string,
  work: (ports: ReconcilePorts) => Promise<void>,
  ports: ReconcilePorts,
): Promise<boolean> {
  try {
    await work(ports);
    return true;
  } catch (error) {
    ports.log.error(failure, { problem: (error as Error).message });
    return false;
  }
}

async function publish(isDone: boolean, ports: ReconcilePorts): Promise<void> {
  const { home, clock, sink, log } = ports;
  const deadLetters = await countDeadLetters(ports);
  const delivery = await sink.deliver([
    selfDatum('reconciled', Number(isDone), home, clock.now()),
    ...(deadLetters === undefined ? [] : [selfDatum('deadLetters', deadLetters, home, clock.now())]),
  ]);
  if (delivery.problem) log.error('datapoints were not delivered', { ...delivery });
}
