import { defineReceiver, type ReceiverCommon, type Subscription } from '../../../model/receiver.ts';
import * as rules from '../../../model/rules.ts';

export interface EmailOptions extends ReceiverCommon {
  /** 1 to 50. Each must confirm once, by the message that AWS sends. */
  readonly addresses: readonly string[];
}

export interface EmailSpec {
  readonly addresses: readonly string[];
}

/** SNS limits the rate to an address, and a lane that sends faster gains nothing. */
const PACE_MS = 100;

const address = rules.rule(
  (value) =>
    typeof value === 'string' && value.length <= 254 && /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/.test(value),
  'an e-mail address',
  "one such as 'desk@example.com'",
);

/** Readable e-mail through SNS: `email('desk', { addresses: ['desk@example.com'] })`. */
export const email = defineReceiver<'email', EmailOptions, EmailSpec>({
  receiver: 'email',
  required: ['addresses'],
  rules: { addresses: rules.listOf(address, { from: 1, to: 50 }) },
  spec: ({ addresses }) => ({ addresses: [...new Set(addresses)] }),
  isSent: () => true,
  subscriptions: ({ addresses }) => addresses.flatMap(subscriptionsOf),
  paceMs: PACE_MS,
});

/** Alarms on Vedette itself come from CloudWatch, because what would make them readable may be what is down. */
const subscriptionsOf = (address: string): Subscription[] => [
  { to: 'texts', protocol: 'email', endpoint: [address] },
  { to: 'alarms', protocol: 'email', endpoint: [address], only: 'self' },
];
