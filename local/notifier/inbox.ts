import { mailOf } from '../../functions/notify/email/mail.ts';
import type { Send } from '../../functions/notify/sender.ts';
import type { SecretReader } from '../../functions/platform/secrets.ts';
import type { Receiver } from '../../model/receiver.ts';
import { secretsIn } from '../../model/secret.ts';
import type { InboxEntry } from '../store/archive.ts';

/** The kinds that we tell through SNS, which one machine has not. */
const ON_SNS: readonly string[] = ['email', 'sms'];

/** Takes what cannot be sent from this machine: to receivers on SNS, and to those whose secrets are not set. */
export const toInbox =
  (put: (entry: InboxEntry) => void): Send =>
  async (delivery, { name }) => {
    const { subject, text } = mailOf(delivery);
    put({ receiver: name, at: delivery.at, subject, text });
    return { isTold: true };
  };

/** Whether this machine can send to a receiver. */
export async function canSend({ kind, spec, isSent }: Receiver, secrets: SecretReader): Promise<boolean> {
  if (!isSent || ON_SNS.includes(kind)) return false;
  const read = await Promise.allSettled(secretsIn(spec).map(secrets));
  return read.every(({ status }) => status === 'fulfilled');
}
