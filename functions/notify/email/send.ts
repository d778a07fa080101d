import { attempt } from '../attempt.ts';
import { publishText } from '../publish-text.ts';
import type { Send } from '../sender.ts';
import { mailOf } from './mail.ts';
import type { EmailSpec } from './receiver.ts';

export const send: Send<EmailSpec> = (delivery, { name }, ports) =>
  attempt(ports, () => publishText({ receiver: name, ...mailOf(delivery) }, ports));
