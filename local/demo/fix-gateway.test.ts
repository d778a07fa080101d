import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tcp } from '../../index.ts';
import { run } from '../../test/probing.ts';
import { localCertificate } from '../../test/targets.ts';
import { fixGateway } from './fix-gateway.ts';

let gateway: ReturnType<typeof fixGateway>;

beforeAll(async () => {
  gateway = fixGateway({ certificate: await localCertificate(), manner: () => 'welcoming' });
  await gateway.listen(0);
});
afterAll(() => gateway.close());

const soh = (message: string): string => message.replaceAll('|', '\x01');

const LOGON = soh('8=FIX.4.4|9=40|35=A|34=1|49=ME|52=-|56=YOU|98=0|108=30|10=');

/** The message with the sum of its bytes. */
const summed = (message: string): string =>
  `${message}${String([...Buffer.from(message.slice(0, -3))].reduce((sum, byte) => sum + byte, 0) % 256).padStart(3, '0')}\x01`;

type Exchanges = NonNullable<Parameters<typeof tcp>[1]['exchanges']>;

const talk = (...exchanges: Exchanges) =>
  run(tcp('fix', { host: 'localhost', port: gateway.port(), tls: true, timeout: '500ms', exchanges }));

const good = summed(LOGON);

describe('the FIX gateway', () => {
  const ANSWERED: Record<string, Exchanges> = {
    'a Logon with a Logon, to who sent it': [{ send: good, expect: soh('|49=YOU|56=ME|') }],
    'a Logon that comes in two pieces': [
      { send: good.slice(0, 20) },
      { send: good.slice(20), expect: soh('|35=A|') },
    ],
    'what is not a Logon with a Logout': [
      { send: summed(LOGON.replace('35=A', '35=0')), expect: soh('|58=expected a Logon|') },
    ],
    'a second message with a Logout': [
      { send: good, expect: soh('|35=A|') },
      { send: summed(LOGON.replace('35=A', '35=5')), expect: soh('|35=5|') },
    ],
    'a wrong CheckSum with a Logout': [
      {
        send: good.replace('34=1', '34=2'),
        expect: soh('|58=garbled message: BodyLength or CheckSum is wrong|'),
      },
    ],
    'a wrong BodyLength with a Logout': [
      { send: summed(LOGON.replace('9=40', '9=41')), expect: soh('|35=5|') },
    ],
  };

  it.each(Object.entries(ANSWERED))('answers %s', async (_name, exchanges) => {
    expect(await talk(...exchanges)).toMatchObject({ state: 'passed' });
  });

  it('hangs up on who never ends a message', async () => {
    const result = await talk({ send: 'x'.repeat(5_000), expect: 'anything' });
    expect(result).toMatchObject({ state: 'failed', reason: 'connection_reset' });
  });
});
