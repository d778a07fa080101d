import {
  decode,
  encode,
  type Packet,
  RECURSION_DESIRED,
  type Answer as Record,
  streamEncode,
} from 'dns-packet';
import type { DnsRecord } from './check.ts';
import { RCODES, type Rcode } from './words.ts';

/** What one resolver answered. */
export interface DnsAnswer {
  readonly rcode: Rcode | `RCODE${number}`;
  /** The answers of the asked type, as text. */
  readonly answers: readonly string[];
  /** Seconds, the lowest; absent without an answer. */
  readonly ttl: number | undefined;
  /** The answer did not fit into the datagram. */
  readonly isTruncated: boolean;
}

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly record: DnsRecord;
}

/** The bytes came from the resolver, but they are not an answer to what was asked. */
export class NotAnAnswer extends Error {
  override readonly name = 'NotAnAnswer';
}

const packet = ({ id, name, record }: Question): Packet => ({
  type: 'query',
  id,
  flags: RECURSION_DESIRED,
  questions: [{ type: record, name }],
});

export const datagramOf = (question: Question): Buffer => encode(packet(question));

/** With the two bytes of length that go before a message in a stream. */
export const streamOf = (question: Question): Buffer => streamEncode(packet(question));

/** The lower four bits of the flags. Source: RFC 1035, 4.1.1. */
const RCODE_BITS = 0b1111;
const TRUNCATED_BIT = 1 << 9;

/** Whether a datagram is not for this question: a late or a forged one, by its id. */
export const isForeign = ({ id }: Question, bytes: Buffer): boolean =>
  bytes.length < 2 || bytes.readUInt16BE() !== id;

/** Reads an answer to a question. Throws `NotAnAnswer` for anything else. */
export function answerTo(question: Question, bytes: Buffer): DnsAnswer {
  const decoded = decoding(bytes);
  const [asked] = decoded.questions ?? [];
  const isSame = !asked || (plain(asked.name) === question.name && asked.type === question.record);
  if (decoded.type !== 'response' || decoded.id !== question.id || !isSame) {
    throw new NotAnAnswer('the answer is to another question');
  }
  const flags = decoded.flags ?? 0;
  const code = flags & RCODE_BITS;
  const records = (decoded.answers ?? []).filter(({ type }) => type === question.record);
  const ttls = records.flatMap((record) => ('ttl' in record && record.ttl !== undefined ? [record.ttl] : []));
  return {
    rcode: RCODES[code] ?? `RCODE${code}`,
    answers: records.map(textOf),
    ttl: ttls.length > 0 ? Math.min(...ttls) : undefined,
    isTruncated: (flags & TRUNCATED_BIT) !== 0,
  };
}

function decoding(bytes: Buffer) {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new NotAnAnswer('the answer is not a DNS message', { cause });
  }
}

const plain = (name: string): string => name.replace(/\.$/, '').toLowerCase();

/** A record's data as a zone file shows it. */
function textOf(record: Record): string {
  switch (record.type) {
    case 'A':
      return record.data;
    case 'AAAA':
      return record.data.toLowerCase();
    case 'CNAME':
    case 'NS':
      return plain(record.data);
    case 'MX':
      return `${record.data.preference} ${plain(record.data.exchange)}`;
    case 'TXT':
      return [record.data].flat().map(String).join('');
    case 'CAA':
      return `${record.data.flags ?? 0} ${record.data.tag} "${record.data.value}"`;
    case 'SRV':
      return `${record.data.priority} ${record.data.weight} ${record.data.port} ${plain(record.data.target)}`;
    case 'SOA': {
      const { mname, rname, serial, refresh, retry, expire, minimum } = record.data;
      return `${plain(mname)} ${plain(rname)} ${serial} ${refresh} ${retry} ${expire} ${minimum}`;
    }
    default:
      return '';
  }
}
