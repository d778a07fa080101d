import type { Socket } from 'node:net';

/** Where a client wants to be connected to: a name in lower case, or an address. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** RFC 1928: version 5; no authentication; CONNECT; the kinds of address. */
const VERSION = 5;
const NO_AUTHENTICATION = 0;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

const reply = (code: number): Buffer => Buffer.from([VERSION, code, 0, IPV4, 0, 0, 0, 0, 0, 0]);

export const REPLIES = {
  agreed: Buffer.from([VERSION, NO_AUTHENTICATION]),
  connected: reply(0),
  refused: reply(5),
} as const;

/** Speaks the server's side of SOCKS5 until it knows where the client wants to go. What comes afterwards is left in the socket. */
export class SocksReader {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** `undefined` for a client that speaks something else, or goes away. */
  async destination(): Promise<Destination | undefined> {
    try {
      const [version = 0, methods = 0] = await this.#read(2);
      if (version !== VERSION || !(await this.#read(methods)).includes(NO_AUTHENTICATION)) return undefined;
      this.#socket.write(REPLIES.agreed);
      const [again, command, , type = 0] = await this.#read(4);
      if (again !== VERSION || command !== CONNECT) return undefined;
      const host = await this.#host(type);
      const port = (await this.#read(2)).readUInt16BE();
      return host === undefined ? undefined : { host: host.toLowerCase(), port };
    } catch {
      return undefined; // it went away
    }
  }

  async #host(type: number): Promise<string | undefined> {
    if (type === IPV4) return [...(await this.#read(4))].join('.');
    if (type === IPV6) return groupsOf(await this.#read(16)).join(':');
    if (type !== NAME) return undefined;
    const [length = 0] = await this.#read(1);
    return (await this.#read(length)).toString('latin1');
  }

  /** So many bytes. Rejects when the socket ends before. */
  #read(count: number): Promise<Buffer> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const done = (finish: () => void) => {
        socket.off('readable', look).off('close', gone).off('end', gone);
        finish();
      };
      const look = () => {
        const bytes: Buffer | null = count === 0 ? Buffer.alloc(0) : socket.read(count);
        if (bytes) done(() => resolve(bytes));
      };
      const gone = () => done(() => reject(new Error('the client went away')));
      socket.on('readable', look).on('close', gone).on('end', gone);
      look();
    });
  }
}

const groupsOf = (bytes: Buffer): string[] =>
  Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
