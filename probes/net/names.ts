import { Resolver } from 'node:dns/promises';
import { type Hosts, hostsFile } from './hosts.ts';
import type { Address, Lookup, LookupOptions } from './resolve.ts';

interface NameLookupOptions {
  /** Name servers, `127.0.0.1:5353`. @default those of /etc/resolv.conf */
  readonly servers?: readonly string[];
  /** @default /etc/hosts */
  readonly hosts?: Hosts;
}

/** `localhost` and what ends in it is never asked for, per RFC 6761, section 6.3. */
const LOCALHOST = /(^|\.)localhost$/;

const LOOPBACK: readonly Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * Looks names up in the hosts file and then over the network, by c-ares: unlike getaddrinfo it can be cancelled and
 * takes no thread, so that a name server that hangs holds up nobody else. Search domains are left out on purpose. IPv4
 * comes first. Rejects with c-ares' error.
 */
export function nameLookup({ servers, hosts = hostsFile() }: NameLookupOptions = {}): Lookup {
  return async (host, options) => {
    const name = host.toLowerCase().replace(/\.$/, '');
    if (LOCALHOST.test(name)) return LOOPBACK;
    const written = hosts(name);
    return written.length > 0 ? written : ask(name, options, servers);
  };
}

/** A question is asked again after 1, 2 and 4 seconds; the deadline of the attempt comes before that or not. */
const PATIENCE = { timeout: 1_000, tries: 4 };

const FAMILIES = [4, 6] as const;

/** What came of asking for one family of addresses. */
type Answer = { readonly addresses: readonly Address[] } | { readonly error: NodeJS.ErrnoException };

/** A resolver for each look-up, because cancelling ends all questions of one. It costs 16 microseconds. */
async function ask(name: string, { ip, signal }: LookupOptions, servers?: readonly string[]) {
  const resolver = new Resolver(PATIENCE);
  if (servers) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const families = FAMILIES.filter((family) => ip === undefined || family === ip);
    return addressesOf(await enough(families.map((family) => askFor(family, name, resolver))));
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

async function askFor(family: 4 | 6, name: string, resolver: Resolver): Promise<Answer> {
  try {
    const found = await (family === 4 ? resolver.resolve4(name) : resolver.resolve6(name));
    // Nothing but a CNAME that leads nowhere is no error to c-ares.
    if (found.length === 0) throw Object.assign(new Error('no address'), { code: 'ENODATA' });
    return { addresses: found.map((address) => ({ address, family })) };
  } catch (error) {
    return { error: error as NodeJS.ErrnoException };
  }
}

/** With the addresses of one family at hand the other one is waited for no longer than this (RFC 8305, section 3). */
const RESOLUTION_DELAY_MS = 50;

/** Waits for all answers, or for the first with addresses and a little longer. */
function enough(asked: readonly Promise<Answer>[]): Promise<readonly Answer[]> {
  return new Promise((resolve) => {
    const answers: Answer[] = [];
    let timer: NodeJS.Timeout | undefined;
    const finish = () => {
      clearTimeout(timer);
      resolve(answers);
    };
    for (const question of asked)
      void question.then((answer) => {
        answers.push(answer);
        if (answers.length === asked.length) finish();
        else if ('addresses' in answer) timer = setTimeout(finish, RESOLUTION_DELAY_MS);
      });
  });
}

/** The addresses of all answers, IPv4 first. Without any, throws the error that says most. */
function addressesOf(answers: readonly Answer[]): readonly Address[] {
  const addresses = answers.flatMap((answer) => ('addresses' in answer ? answer.addresses : []));
  if (addresses.length > 0) return addresses.sort((a, b) => a.family - b.family);
  const errors = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []));
  throw errors.find(({ code }) => code !== 'ENODATA') ?? errors[0];
}
