import { defineReceiver, type ReceiverCommon } from '../../../model/receiver.ts';
import * as rules from '../../../model/rules.ts';
import type { Secret } from '../../../model/secret.ts';

export interface PagerDutyOptions extends ReceiverCommon {
  /** The service's integration key: of Events API v2, or of Amazon CloudWatch with `native`. */
  readonly routingKey: Secret;
  /**
   * SNS straight to PagerDuty's CloudWatch integration, a road that does not need our notifier: one severity, no links,
   * no grouping. The key must then be in Secrets Manager. @default false
   */
  readonly native?: boolean;
  /** Where the account is. @default 'us' */
  readonly region?: 'us' | 'eu';
  /** The events service itself, without a slash at its end: https, or http on this machine. @default the region's */
  readonly api?: string;
}

export interface PagerDutySpec {
  readonly routingKey: Secret;
  readonly native: boolean;
  readonly api: string;
}

const APIS = { us: 'https://events.pagerduty.com', eu: 'https://events.eu.pagerduty.com' } as const;

/** PagerDuty: about 120 events a minute for each key (Events API v2, rate limiting). */
const PACE_MS = 500;

/** The one place from which CloudFormation can write a secret into a subscription. */
const IN_SECRETS_MANAGER = '/aws/reference/secretsmanager/';

/** Events API v2: `pagerduty('platform', { routingKey: secret('pagerduty/platform') })`. */
export const pagerduty = defineReceiver<'pagerduty', PagerDutyOptions, PagerDutySpec>({
  receiver: 'pagerduty',
  required: ['routingKey'],
  rules: {
    routingKey: rules.secretOnly,
    native: rules.flag,
    region: rules.oneOf(['us', 'eu']),
    api: rules.safeUrl,
  },
  judge: ({ native, routingKey }) =>
    !native || routingKey.secret.startsWith(IN_SECRETS_MANAGER)
      ? []
      : [
          {
            path: 'routingKey',
            problem:
              'is not in Secrets Manager, from where alone CloudFormation can write it into a subscription',
            fix: `write secret('${IN_SECRETS_MANAGER}${routingKey.secret}'), or leave native out`,
          },
        ],
  spec: ({ routingKey, native = false, region = 'us', api = APIS[region] }) => ({ routingKey, native, api }),
  isSent: ({ native }) => !native,
  subscriptions: ({ native, routingKey, api }) =>
    native
      ? [{ to: 'alarms', protocol: 'https', endpoint: [`${api}/integration/`, routingKey, '/enqueue'] }]
      : [],
  paceMs: PACE_MS,
});
