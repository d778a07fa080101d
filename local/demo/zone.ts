import { type Answer, AUTHORITATIVE_ANSWER, type Packet, type Question } from 'dns-packet';

/** The exchange's public name, which its own name server alone knows. */
const NAME = 'exchange.demo';

/** Response codes that are not success. Source: RFC 1035, 4.1.1. */
export const RCODE = { SERVFAIL: 2, NXDOMAIN: 3 } as const;

const owned = { name: NAME, ttl: 60 };

const RECORDS: readonly Answer[] = [
  { ...owned, type: 'A', data: '127.0.0.1' },
  { ...owned, type: 'AAAA', data: '::1' },
  { ...owned, type: 'NS', data: `ns.${NAME}` },
  {
    ...owned,
    type: 'SOA',
    data: {
      mname: `ns.${NAME}`,
      rname: `hostmaster.${NAME}`,
      serial: 1,
      refresh: 3_600,
      retry: 600,
      expire: 86_400,
      minimum: 60,
    },
  },
];

/** An answer that is a response code and nothing else. */
export const onlyCode = (code: number): Partial<Packet> => ({ flags: AUTHORITATIVE_ANSWER | code });

/** What the name server answers when nothing is wrong with it. */
export function answerFrom({ name, type }: Question): Partial<Packet> {
  if (name.toLowerCase() !== NAME) return onlyCode(RCODE.NXDOMAIN);
  return { answers: RECORDS.filter((record) => record.type === type) };
}
