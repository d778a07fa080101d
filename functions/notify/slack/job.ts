import type { Delivery, Outcome, SenderPorts } from '../sender.ts';
import type { Slack } from './api.ts';
import type { Place } from './history.ts';
import type { SlackSpec } from './receiver.ts';

/** One send on its way. */
export interface Job {
  readonly delivery: Delivery;
  readonly spec: SlackSpec;
  readonly slack: Slack;
  readonly ports: SenderPorts;
}

export const isUncertain = ({ delivery }: Job): boolean => delivery.notice.pending?.isUncertain === true;

export const told = (place: Place): Outcome => ({ isTold: true, ref: place });
