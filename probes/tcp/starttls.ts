import { patternOf } from '../../model/assertion/pattern.ts';
import { type Conversation, type Matcher, untilBytes } from '../net/conversation.ts';
import type { StartTls } from './check.ts';

/** One turn of a negotiation: what is sent, if anything, and what must come. */
interface Turn {
  readonly send?: string | Buffer;
  readonly until: Matcher;
}

/** Everything that came, once a whole line of it matches; a pattern for the line's start. */
export function untilLine(source: string): Matcher {
  const pattern = patternOf({ source: `^${source}.*\\r?\\n`, flags: 'm' });
  return (bytes) => (pattern.matcher(bytes.toString('latin1')).find() ? bytes.length : undefined);
}

/** `SSLRequest` of PostgreSQL's frontend/backend protocol: length 8, code 80877103; answered with one `S`. */
const SSL_REQUEST = Buffer.from('0000000804d2162f', 'hex');

/** How each protocol turns to TLS. Sources: RFC 3207 (smtp), RFC 9051 6.2.1 (imap), PostgreSQL documentation 54.2. */
const NEGOTIATIONS: Record<StartTls, readonly Turn[]> = {
  smtp: [
    { until: untilLine('220 ') },
    { send: 'EHLO vedette\r\n', until: untilLine('250 ') },
    { send: 'STARTTLS\r\n', until: untilLine('220 ') },
  ],
  imap: [{ until: untilLine('\\* OK') }, { send: 'a1 STARTTLS\r\n', until: untilLine('a1 OK') }],
  postgres: [{ send: SSL_REQUEST, until: untilBytes(Buffer.from('S')) }],
};

/** Speaks the protocol up to the point where the handshake follows. Throws what `hear` throws. */
export async function negotiate(protocol: StartTls, talk: Conversation, signal: AbortSignal): Promise<void> {
  for (const { send, until } of NEGOTIATIONS[protocol]) {
    if (send !== undefined) talk.say(send);
    await talk.hear(until, signal);
  }
}
