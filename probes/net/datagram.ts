import { createSocket } from 'node:dgram';
import type { Address } from './resolve.ts';

interface DatagramRequest {
  readonly to: Address;
  readonly port: number;
  readonly payload: Buffer;
  /** Whether a datagram that came is the answer; one that is not is waited past. A throw ends the wait. */
  readonly accept: (bytes: Buffer) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Sends one datagram and waits for its answer, from that address and port only. Throws the system's error (a closed
 * port is ECONNREFUSED), what `accept` throws, or the signal's reason at once when it aborts. The socket is closed
 * whatever comes.
 */
export function askByDatagram({ to, port, payload, accept, signal }: DatagramRequest): Promise<Buffer> {
  const socket = createSocket(to.family === 6 ? 'udp6' : 'udp4');
  return new Promise<Buffer>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) return abort();
    socket.on('error', reject);
    socket.on('message', (bytes) => {
      try {
        if (accept(bytes)) resolve(bytes);
      } catch (error) {
        reject(error);
      }
    });
    socket.connect(port, to.address, () => socket.send(payload));
    socket.once('close', () => signal.removeEventListener('abort', abort));
  }).finally(() => socket.close());
}
