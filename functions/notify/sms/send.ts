import { attempt } from '../attempt.ts';
import { publishText } from '../publish-text.ts';
import type { Send } from '../sender.ts';
import { smsOf } from '../wording/sms.ts';
import type { SmsSpec } from './receiver.ts';

export const send: Send<SmsSpec> = (delivery, { name }, ports) =>
  attempt(ports, () => publishText({ receiver: name, text: smsOf(delivery) }, ports));
