import { quote } from '../../model/assertion/operators.ts';
import type { Fault } from '../../model/reason.ts';
import { faultOf } from '../net/fault.ts';

interface Closing {
  readonly code: number;
  readonly reason: Buffer;
  readonly error: Error | undefined;
}

/** Codes that were not sent: the frame had none, or there was no frame. RFC 6455, 7.4.1. */
const NO_CODE = 1005;
const NO_FRAME = 1006;

/** Why a WebSocket is over that we did not end. A reason has 123 bytes at most, by RFC 6455. */
export function closingFault({ code, reason, error }: Closing, where: string): Fault {
  if (error) return frameFault(error, where);
  if (code === NO_FRAME)
    return { reason: 'connection_reset', message: `the connection was cut without a close frame (${where})` };
  const words = reason.length > 0 ? ` ${quote(reason.toString())}` : '';
  const how = code === NO_CODE ? 'without a code' : `with code ${code}${words}`;
  return { reason: 'stream_closed', message: `the target closed the stream ${how} (${where})` };
}

interface ClientError {
  readonly code?: string;
  readonly message: string;
}

/** What the client says of frames that are wrong has a code of its own: `WS_ERR_INVALID_UTF8`. */
const FRAME_CODE = /^WS_ERR_/;

const TOO_LARGE = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';

function frameFault(error: ClientError, where: string): Fault {
  const { code = '', message } = error;
  if (code === TOO_LARGE)
    return { reason: 'body_too_large', message: `a message is larger than the cap (${where})` };
  if (FRAME_CODE.test(code)) return malformed(message, where);
  return faultOf(error, 'transfer', where);
}

/** Node's parser: `HPE_INVALID_CONSTANT`. */
const PARSER_CODE = /^HPE_/;

/** Why there was no handshake. The client's own complaints about the answer have no code. */
export function openingFault(error: ClientError, where: string): Fault {
  const { code = '', message } = error;
  const isAnswer = code === '' || PARSER_CODE.test(code) || FRAME_CODE.test(code);
  return isAnswer ? malformed(message, where) : faultOf(error, 'ttfb', where);
}

const malformed = (why: string, where: string): Fault => ({
  reason: 'protocol_error',
  message: `the answer is not well-formed WebSocket: ${why} (${where})`,
});
