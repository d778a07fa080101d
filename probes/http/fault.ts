import type { Fault } from '../../model/reason.ts';
import { DURING, faultOf } from '../net/fault.ts';
import type { Stage } from '../net/stopwatch.ts';
import { BodyMalformed, BodyTooLarge } from './decode.ts';

interface ParserError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
}

/** What went wrong between the request and the end of its answer; all else is told in the network's words. */
export function httpFaultOf(error: unknown, stage: Stage, where: string): Fault {
  if (error instanceof BodyTooLarge)
    return { reason: 'body_too_large', message: `${error.message} (${where})` };
  if (error instanceof BodyMalformed)
    return { reason: 'body_malformed', message: `${error.message} (${where})` };
  const fault = parserFault(Object(error) as ParserError, stage);
  return fault ? { ...fault, message: `${fault.message} (${where})` } : faultOf(error, stage, where);
}

/** undici's errors, by their documented codes; a parser error has a name but no code. */
function parserFault({ name, code, message = '' }: ParserError, stage: Stage): Fault | undefined {
  if (name === 'HTTPParserError')
    return message.includes('EOF') ? closed(stage) : malformed(inBrackets(message));
  switch (code) {
    case 'UND_ERR_SOCKET':
      return message.startsWith('bad ') ? malformed(message) : closed(stage);
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return stage === 'transfer' ? closed(stage) : malformed('it contradicts itself about its length');
    case 'UND_ERR_HEADERS_OVERFLOW':
      return { reason: 'protocol_error', message: 'the headers are larger than 16 KiB' };
    case 'ERR_ASSERTION': // undici's parser on a status below 100
      return malformed('impossible status');
    case 'UND_ERR_INVALID_ARG':
      return { reason: 'internal_error', message: `the request cannot be sent: ${message}` };
    default:
      return undefined;
  }
}

const closed = (stage: Stage): Fault => ({
  reason: stage === 'transfer' ? 'body_truncated' : 'connection_reset',
  message: `the connection was closed ${DURING[stage]}`,
});

const malformed = (why: string): Fault => ({
  reason: 'protocol_error',
  message: `the answer is not well-formed HTTP: ${why}`,
});

/** The parser's own words: `Response does not match the HTTP/1.1 protocol (Invalid header value char)`. */
const inBrackets = (message: string): string => /\((.*)\)$/.exec(message)?.[1]?.toLowerCase() ?? message;
