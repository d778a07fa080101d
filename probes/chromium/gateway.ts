import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Network } from '../../model/check.ts';
import { type Stage, Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import type { Line } from './line.ts';
import { type Destination, REPLIES, SocksReader } from './socks.ts';

export interface GatewayOptions {
  readonly network: Network;
  readonly context: Pick<ProbeContext, 'dial' | 'signal' | 'monotonic'>;
  /** Whether certificates are judged here, in the browser's place. */
  readonly verifies: boolean;
  /** Names, or `*.` and a name for all below it. */
  readonly blockedHosts: readonly string[];
  /** What everything goes over. @default nothing slower than the machine's own */
  readonly line?: Line | undefined;
}

/** The check wants nothing asked of a host. */
export class HostBlocked extends Error {
  override readonly name = 'HostBlocked';
}

/** A connection that the browser asked for, and what came of it. */
export interface Passage extends Destination {
  /** Milliseconds to its addresses, and from there to the connection; absent when not reached. */
  readonly dns?: number;
  readonly connect?: number;
  /** The address that was connected to. */
  readonly address?: string;
  /** Why there is none, and how far it came. */
  readonly refused?: { readonly error: unknown; readonly stage: Stage };
}

/** A page that opens more connections than this at once gets no further ones. */
const MAX_CONNECTIONS = 256;

/** What is remembered of connections: enough to tell what happened, not more however long a page goes on. */
const MAX_PASSAGES = 1_000;

/**
 * The only way out of a browser context: a SOCKS5 proxy on loopback (RFC 1928), of one attempt. Whatever the browser
 * connects to, by a redirect, for a part of the page or from a script, comes here with its name; it is resolved, refused or
 * connected to by the same rules and the same code as every other probe's connection, so no name can lead to one address
 * when it is judged and to another when it is used.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #passages: Passage[] = [];
  /** Ends what is still being dialled, too. */
  readonly #closed = new AbortController();
  readonly #end: () => void;

  private constructor(options: GatewayOptions) {
    this.#options = options;
    this.#server = createServer((socket) => void this.#serve(this.#kept(socket)));
    this.#server.maxConnections = MAX_CONNECTIONS;
    const { signal } = options.context;
    this.#end = () => this.#closed.abort(signal.reason);
    signal.addEventListener('abort', this.#end, { once: true });
    if (signal.aborted) this.#end();
  }

  static async open(options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(options);
    gateway.#server.listen(0, '127.0.0.1');
    await once(gateway.#server, 'listening');
    return gateway;
  }

  /** As Playwright wants it for a context. */
  get proxy() {
    return { server: `socks5://127.0.0.1:${(this.#server.address() as AddressInfo).port}` };
  }

  /** In the order in which they came to something. */
  get passages(): readonly Passage[] {
    return this.#passages;
  }

  /** The first passage to a host and port. */
  passageTo({ hostname, port, protocol }: URL): Passage | undefined {
    const number = Number(port || (/^(https|wss):$/.test(protocol) ? 443 : 80));
    const host = hostname.replace(/^\[|\]$/g, '');
    return this.#passages.find((passage) => passage.host === host && passage.port === number);
  }

  /** Closes every connection. */
  close(): void {
    this.#server.close();
    this.#options.context.signal.removeEventListener('abort', this.#end);
    this.#closed.abort(new Error('the visit is over'));
    for (const socket of this.#sockets) socket.destroy();
  }

  #kept(socket: Socket): Socket {
    this.#sockets.add(socket);
    // The browser goes away when it likes, and so do targets.
    return socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
  }

  async #serve(client: Socket): Promise<void> {
    const destination = await new SocksReader(client).destination();
    if (!destination) return void client.destroy();
    const stopwatch = new Stopwatch(this.#options.context.monotonic);
    try {
      const target = await this.#connect(destination, stopwatch);
      client.once('close', () => target.destroy());
      await this.#options.line?.shakeHands();
      if (client.destroyed) return void target.destroy();
      client.write(REPLIES.connected);
      if (this.#options.verifies) await this.#verify(client, destination);
      const { dns, connect } = stopwatch.phases();
      const phases = { ...(dns !== undefined && { dns }), ...(connect !== undefined && { connect }) };
      this.#note({ ...destination, ...phases, address: target.remoteAddress ?? '' });
      join(client, target, this.#options.line);
    } catch (error) {
      this.#note({ ...destination, refused: { error, stage: stopwatch.stage } });
      // Once it was told that it is connected there is nothing more to say.
      if (client.bytesWritten > REPLIES.agreed.length) client.destroy();
      else client.end(REPLIES.refused);
    }
  }

  async #connect(destination: Destination, stopwatch: Stopwatch): Promise<Socket> {
    const { network, context, blockedHosts } = this.#options;
    const { host } = destination;
    if (blockedHosts.some((blocked) => isOf(host, blocked)))
      throw new HostBlocked(`${host} is one of the blockedHosts`);
    const { socket } = await context.dial({
      ...destination,
      network,
      stopwatch,
      signal: this.#closed.signal,
    });
    return this.#kept(socket);
  }

  /** Shakes hands once over a connection of our own, when the client is about to. Throws what `dial` throws. */
  async #verify(client: Socket, destination: Destination): Promise<void> {
    const { network, context } = this.#options;
    if (!(await isHandshake(client))) return;
    const stopwatch = new Stopwatch(context.monotonic);
    const { signal } = this.#closed;
    const tls = { alpn: ['http/1.1'] };
    const { socket } = await context.dial({ ...destination, network, stopwatch, signal, tls });
    socket.destroy();
  }

  #note(passage: Passage): void {
    if (this.#passages.length < MAX_PASSAGES) this.#passages.push(passage);
  }
}

const isOf = (host: string, blocked: string): boolean =>
  blocked.startsWith('*.') ? host.endsWith(blocked.slice(1)) : host === blocked;

/** The first byte of a TLS record that holds a handshake (RFC 8446, 5.1). */
const HANDSHAKE = 0x16;

/** What a client begins with; its bytes stay where they are. */
async function isHandshake(client: Socket): Promise<boolean> {
  const first: Buffer | null = client.read() ?? (await once(client, 'readable').then(() => client.read()));
  if (!first) return false;
  client.unshift(first);
  return first[0] === HANDSHAKE;
}

/** Hands everything over, both ways, until the target goes away. */
function join(client: Socket, target: Socket, line: Line | undefined): void {
  if (line) client.pipe(line.through('up')).pipe(target).pipe(line.through('down')).pipe(client);
  else client.pipe(target).pipe(client);
  target.once('close', () => {
    // What came before its end may still be on its way.
    if (!line || !target.readableEnded) client.destroySoon();
  });
  if (target.destroyed) client.destroy();
}
