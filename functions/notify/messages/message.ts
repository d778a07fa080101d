import { receiverOf } from '../../../model/receiver.ts';
import { parseJson } from '../../platform/json.ts';
import { type AlarmChange, isFields, readAlarmChange } from './alarm-change.ts';

/** What a message in the notifier's queue says. */
export type NotifyMessage =
  | {
      readonly type: 'change';
      readonly change: AlarmChange;
      /** The receiver by whose topic it came. */
      readonly via?: string;
      /** When SNS took it, epoch milliseconds. */
      readonly publishedAt?: number;
    }
  /** Receivers whose lanes are to take a turn: the notifier's word to itself. */
  | { readonly type: 'wake'; readonly receivers: readonly string[] };

export const encodeWake = (receiver: string): string => JSON.stringify({ wake: [receiver] });

/**
 * Reads the body of a message: an alarm's change in SNS's envelope, or bare as EventBridge brings it, or a wake;
 * `undefined` for anything else.
 */
export function decodeMessage(body: string): NotifyMessage | undefined {
  const value = parseJson(body);
  if (!isFields(value)) return undefined;
  const { wake, Type, TopicArn, Message, Timestamp } = value;
  if (Array.isArray(wake)) return wake.every(isText) ? { type: 'wake', receivers: wake } : undefined;
  const isEnvelope = Type === 'Notification' && isText(Message);
  const change = readAlarmChange(isEnvelope ? parseJson(Message) : value);
  if (!change || !isEnvelope) return change && { type: 'change', change };
  const via = isText(TopicArn) ? receiverOf(TopicArn) : undefined;
  const publishedAt = isText(Timestamp) ? Date.parse(Timestamp) : Number.NaN;
  return {
    type: 'change',
    change,
    ...(via !== undefined && { via }),
    ...(!Number.isNaN(publishedAt) && { publishedAt }),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
