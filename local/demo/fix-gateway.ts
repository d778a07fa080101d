import { createServer, type TLSSocket } from 'node:tls';
import type { KeyedCertificate } from './certificates.ts';
import { type Service, tcpService } from './service.ts';

/** How the gateway meets who calls. */
export type Manner = 'welcoming' | 'rejecting' | 'silent' | 'closed';

interface GatewayOptions {
  readonly certificate: KeyedCertificate;
  /** Asked for each message, and by `obey`. */
  readonly manner: () => Manner;
}

interface FixGateway extends Service {
  /** Opens or closes the port, as the manner is now. */
  readonly obey: () => void;
}

/** A FIX 4.4 gateway over TLS that knows one thing: it answers a Logon with a Logon, all else with a Logout. */
export function fixGateway({ certificate, manner }: GatewayOptions): FixGateway {
  const credentials = { cert: certificate.certificate, key: certificate.privateKey };
  const server = createServer(credentials, (socket) => attend(socket, manner));
  server.on('tlsClientError', () => {});
  const service = tcpService(server);
  let port = 0;
  return {
    close: service.close,
    listen: async (wanted) => {
      await service.listen(wanted);
      port = service.port();
    },
    port: () => port,
    obey: () => {
      if (manner() === 'closed') void service.close();
      // Who has taken the port meanwhile keeps it: the gateway stays refused, which is what it was told to be.
      else if (!server.listening) service.listen(port).catch(() => {});
    },
  };
}

/** A caller who says nothing for this long has gone. */
const IDLE_MS = 60_000;

/** Longer is no message of a session that is being opened. */
const MAX_MESSAGE = 4_096;

const SOH = '\x01';

/** A message ends with its checksum, field 10. */
const TRAILER = `${SOH}10=`;
const TRAILER_LENGTH = `${TRAILER}000${SOH}`.length;

function attend(socket: TLSSocket, manner: () => Manner): void {
  let heard = '';
  socket.setTimeout(IDLE_MS, () => socket.destroy()).on('error', () => {});
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    heard += chunk;
    const end = heard.indexOf(TRAILER) + TRAILER_LENGTH;
    if (end >= TRAILER_LENGTH && heard.length >= end) {
      reply(socket, heard.slice(0, end), manner());
      heard = heard.slice(end);
    }
    if (heard.length > MAX_MESSAGE) socket.destroy();
  });
}

function reply(socket: TLSSocket, message: string, manner: Manner): void {
  if (manner === 'silent') return;
  const why = objection(message, manner);
  const parties = [`49=${fieldOf(message, '56')}`, `56=${fieldOf(message, '49')}`];
  const header = ['34=1', ...parties, `52=${sendingTime(new Date())}`];
  if (why === undefined) socket.write(encode(['35=A', ...header, '98=0', '108=30']));
  else socket.end(encode(['35=5', ...header, `58=${why}`]));
}

/** Why a message is answered with a Logout; `undefined` for a Logon that is welcome. */
function objection(message: string, manner: Manner): string | undefined {
  if (manner === 'rejecting') return 'unknown SenderCompID';
  if (encode(bodyOf(message)) !== message) return 'garbled message: BodyLength or CheckSum is wrong';
  return fieldOf(message, '35') === 'A' ? undefined : 'expected a Logon';
}

/** The value of a field; empty when it is not there. */
function fieldOf(message: string, tag: string): string {
  const prefix = `${tag}=`;
  const field = message.split(SOH).find((one) => one.startsWith(prefix));
  return field?.slice(prefix.length) ?? '';
}

/** The fields between BeginString and BodyLength, and CheckSum. */
const bodyOf = (message: string): string[] => message.split(SOH).slice(2, -2);

/** A message with its first two fields and its last. */
function encode(fields: readonly string[]): string {
  const body = fields.map((field) => `${field}${SOH}`).join('');
  const summed = `8=FIX.4.4${SOH}9=${body.length}${SOH}${body}`;
  return `${summed}10=${checksum(summed)}${SOH}`;
}

/** The sum of all bytes modulo 256, in three digits. Source: FIX 4.4, volume 1, CheckSum. */
const checksum = (text: string): string =>
  String(Buffer.from(text, 'latin1').reduce((sum, byte) => sum + byte, 0) % 256).padStart(3, '0');

/** `20261121-09:30:00.000`. */
const sendingTime = (at: Date): string => at.toISOString().replaceAll('-', '').replace('T', '-').slice(0, -1);
