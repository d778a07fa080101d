import { defineReceiver, type ReceiverCommon } from '../model/receiver.ts';
import * as rules from '../model/rules.ts';
import type { Secret } from '../model/secret.ts';

export interface LineOptions extends ReceiverCommon {
  readonly url: string;
  /** Part of an endpoint that alarms go to without the notifier, for alarms on Vedette itself. */
  readonly native?: Secret;
  readonly address?: string;
}

export interface LineSpec {
  readonly url: string;
  readonly native: Secret | undefined;
  readonly address: string | undefined;
}

/** A kind of receiver that uses everything that a kind may. */
export const line = defineReceiver<'line', LineOptions, LineSpec>({
  receiver: 'line',
  rules: {
    url: rules.url('https'),
    native: rules.secretOnly,
    address: rules.text({ max: 99, example: 'it' }),
  },
  required: ['url'],
  judge: ({ url, address }) =>
    address && url.includes(address)
      ? [{ path: 'address', problem: 'is in the URL too', fix: 'leave it out' }]
      : [],
  spec: ({ url, native, address }) => ({ url, native, address }),
  isSent: () => true,
  subscriptions: ({ native, address }) => [
    ...(native
      ? [
          {
            to: 'alarms',
            protocol: 'https',
            endpoint: ['https://line.example.com/', native, '/enqueue'],
            only: 'self',
          } as const,
        ]
      : []),
    ...(address ? [{ to: 'texts', protocol: 'email', endpoint: [address] } as const] : []),
  ],
  paceMs: 1_000,
});
