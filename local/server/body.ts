import type { IncomingMessage } from 'node:http';
import { Refusal } from './answer.ts';

/** The bodies that are taken hold a name or two. */
const MAX_BODY_BYTES = 16_384;

/** Reads a JSON object. Only `application/json` is taken: no form of another page can send it without asking first. */
export async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'the body is to be application/json');
  }
  const value = parse((await bytesOf(request)).toString());
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Refusal(400, 'the body is not a JSON object');
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      // What is still to come is not read: the connection ends with the answer.
      throw new Refusal(413, `the body is larger than ${MAX_BODY_BYTES} bytes`, { connection: 'close' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text of a body, on one line, 1 to `max` characters. */
export function textIn(body: Readonly<Record<string, unknown>>, name: string, max: number): string {
  const value = body[name];
  if (typeof value === 'string' && /^\P{C}+$/u.test(value) && value.trim() !== '' && value.length <= max) {
    return value.trim();
  }
  throw new Refusal(400, `${name} is to be a text of 1 to ${max} characters on one line`);
}
