import type { Incident } from '../../model/incident/incident.ts';
import type { Notice, NoticeEvent } from '../../model/incident/notice.ts';
import type { Receiver } from '../../model/receiver.ts';
import type { Clock } from '../platform/clock.ts';
import type { SecretReader } from '../platform/secrets.ts';
import type { SnsPort } from './sns.ts';

/** What is known of a check at one location, for the reader at 03:00. */
export interface LocationFact {
  readonly location: string;
  readonly state: 'good' | 'bad' | 'silent';
  /** What the last bad result said: the assertion that did not hold. */
  readonly message?: string;
  /** Epoch milliseconds. */
  readonly lastGoodAt?: number;
}

export interface Link {
  readonly label: string;
  readonly href: string;
}

/** An incident as a person is told of it. */
export interface Told {
  readonly incident: Incident;
  /** What is probed, in one line; absent for alarms that are not a check's. */
  readonly target?: string;
  readonly runbook?: string;
  readonly links: readonly Link[];
  /** Empty where nothing could be learnt in time. */
  readonly locations: readonly LocationFact[];
}

/** One thing to tell one receiver. The same delivery may be sent more than once; its id stays. */
export interface Delivery {
  /** Of this notice and event: a receiver that sees it twice can tell. */
  readonly id: string;
  readonly event: NoticeEvent;
  readonly notice: Notice;
  /** Every incident of the notice, the worst first. */
  readonly incidents: readonly Told[];
  /** Epoch milliseconds. */
  readonly at: number;
  /** A PNG of the first incident's metric; `undefined` where none can be had. Never rejects. */
  readonly picture: () => Promise<Uint8Array | undefined>;
}

/** A send that is not known to have arrived. */
export interface Untold {
  readonly isTold: false;
  /** One line, without any secret. */
  readonly problem: string;
  /** It may have arrived all the same. */
  readonly isUncertain: boolean;
  /** What the receiver asked for, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** What became of a send. */
export type Outcome = { readonly isTold: true; readonly ref?: Readonly<Record<string, string>> } | Untold;

/** What a sender needs from outside. */
export interface SenderPorts {
  readonly clock: Clock;
  readonly secrets: SecretReader;
  readonly sns: SnsPort;
  /** The ARN of one of our topics in the home region, by its name. */
  readonly topicArn: (topicName: string) => string;
  /** Aborts when the send's time is over. */
  readonly signal: AbortSignal;
}

/**
 * Tells one receiver one thing, in one attempt: retries, pace and order are the lane's. When `delivery.notice.pending`
 * is uncertain, an earlier attempt may have arrived; a sender whose receiver can be asked, asks first. Never throws.
 */
export type Send<Spec = unknown> = (
  delivery: Delivery,
  receiver: Receiver<string, Spec>,
  ports: SenderPorts,
) => Promise<Outcome>;
