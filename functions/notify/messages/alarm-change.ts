import type { AlarmState } from '../../../model/evaluation/points.ts';

/** A change of an alarm's state, in whichever shape CloudWatch told it. */
export interface AlarmChange {
  readonly alarm: string;
  /** The series that changed, of an alarm that watches many. */
  readonly contributor?: { readonly id: string; readonly attributes: Readonly<Record<string, string>> };
  readonly state: AlarmState;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Empty where CloudWatch gives none: alarms on PromQL. */
  readonly reason: string;
  /** Empty when it is not known. */
  readonly arn: string;
  readonly description: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads what CloudWatch tells of an alarm; `undefined` for anything else. It is told in two shapes: as the message that
 * alarms publish to SNS (metric, metric math and composite alarms have the same head, and the head is all that is
 * read), and as the event that EventBridge brings. Source: CloudWatch User Guide, "Notifying users on alarm changes" and
 * "Alarm events and EventBridge".
 */
export const readAlarmChange = (message: unknown): AlarmChange | undefined =>
  isFields(message) ? (fromSns(message) ?? fromEvent(message)) : undefined;

/**
 * `Region` is a display name, "US East (N. Virginia)": the region is in `AlarmArn`. The contributor of an alarm on
 * Metrics Insights, PromQL or logs is in `AlarmContributorId` and `AlarmContributorAttributes` (User Guide, "Log
 * alarms", the notification of a multi-contributor alarm).
 */
const fromSns = (message: Fields): AlarmChange | undefined =>
  changeOf({
    alarm: message.AlarmName,
    state: message.NewStateValue,
    at: message.StateChangeTime,
    reason: message.NewStateReason,
    arn: message.AlarmArn,
    description: message.AlarmDescription,
    contributor: { id: message.AlarmContributorId, attributes: message.AlarmContributorAttributes },
  });

const EVENTS: readonly unknown[] = [
  'CloudWatch Alarm State Change',
  'CloudWatch Alarm Contributor State Change',
];

function fromEvent({ 'detail-type': type, detail, resources }: Fields): AlarmChange | undefined {
  if (!EVENTS.includes(type) || !isFields(detail) || !isFields(detail.state)) return undefined;
  return changeOf({
    alarm: detail.alarmName,
    state: detail.state.value,
    at: detail.state.timestamp,
    reason: detail.state.reason,
    arn: Array.isArray(resources) ? resources[0] : undefined,
    description: isFields(detail.configuration) ? detail.configuration.description : undefined,
    contributor: isFields(detail.alarmContributor) ? detail.alarmContributor : {},
  });
}

type Unchecked = { readonly [Name in keyof AlarmChange]-?: unknown } & { readonly contributor: Fields };

function changeOf({ alarm, state, at, reason, arn, description, contributor }: Unchecked) {
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  if (typeof alarm !== 'string' || alarm === '' || !isState(state) || Number.isNaN(time)) return undefined;
  return {
    alarm,
    state,
    at: time,
    reason: textOf(reason),
    arn: textOf(arn),
    description: textOf(description),
    ...(typeof contributor.id === 'string' && {
      contributor: { id: contributor.id, attributes: attributesOf(contributor.attributes) },
    }),
  };
}

const isState = (value: unknown): value is AlarmState =>
  value === 'OK' || value === 'ALARM' || value === 'INSUFFICIENT_DATA';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const attributesOf = (value: unknown): Record<string, string> =>
  isFields(value)
    ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
    : {};
