import { defineReceiver, type ReceiverCommon } from '../../../model/receiver.ts';
import * as rules from '../../../model/rules.ts';

export interface SmsOptions extends ReceiverCommon {
  /** 1 to 20, as in E.164: `'+61412345678'`. */
  readonly numbers: readonly string[];
}

export interface SmsSpec {
  readonly numbers: readonly string[];
}

const PACE_MS = 100;

const number = rules.rule(
  (value) => typeof value === 'string' && /^\+[1-9]\d{6,14}$/.test(value),
  'a number as in E.164',
  "one such as '+61412345678'",
);

/** One SMS through SNS: `sms('quant-on-call', { numbers: ['+61412345678'] })`. */
export const sms = defineReceiver<'sms', SmsOptions, SmsSpec>({
  receiver: 'sms',
  required: ['numbers'],
  rules: { numbers: rules.listOf(number, { from: 1, to: 20 }) },
  spec: ({ numbers }) => ({ numbers: [...new Set(numbers)] }),
  isSent: () => true,
  subscriptions: ({ numbers }) =>
    numbers.map((number) => ({ to: 'texts', protocol: 'sms', endpoint: [number] })),
  paceMs: PACE_MS,
});
