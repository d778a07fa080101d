import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

/** The body went over the cap. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** The body is not what its content-encoding says. */
export class BodyMalformed extends Error {
  override readonly name = 'BodyMalformed';
}

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

/** Zstandard came to Node with 22.15 and 23.8. */
const { zstdDecompress } = zlib as { zstdDecompress?: typeof zlib.gunzip };

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(zlib.gunzip) as Decoder,
  'x-gzip': promisify(zlib.gunzip) as Decoder,
  deflate: promisify(zlib.inflate) as Decoder,
  br: promisify(zlib.brotliDecompress) as Decoder,
  ...(zstdDecompress && { zstd: promisify(zstdDecompress) as Decoder }),
};

/** What is asked for: no more than can be decoded. */
export const ACCEPTED = ['gzip', 'deflate', 'br', ...(zstdDecompress ? ['zstd'] : [])].join(', ');

/** A body wrapped more often than this is an attack, not an answer. */
const MAX_LAYERS = 5;

/**
 * Undoes a body's content-encodings, last one first. No layer may grow over the cap. Throws `BodyTooLarge` or
 * `BodyMalformed`; an encoding that is not known is `BodyMalformed` too.
 */
export async function decode(body: Buffer, encodings: string | undefined, cap: number): Promise<Buffer> {
  const layers = (encodings ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (layers.length > MAX_LAYERS) throw new BodyMalformed(`the body is encoded ${layers.length} times`);
  let decoded = body;
  for (const layer of layers.reverse()) decoded = await unwrap(decoded, layer, cap);
  return decoded;
}

async function unwrap(body: Buffer, layer: string, cap: number): Promise<Buffer> {
  // An empty body has nothing to decode, as after HEAD or 304.
  if (body.length === 0) return body;
  const decoder = Object.hasOwn(DECODERS, layer) ? DECODERS[layer] : undefined;
  if (!decoder)
    throw new BodyMalformed(`the body is encoded as ${JSON.stringify(layer)}, which nobody asked for`);
  try {
    return await decoder(body, { maxOutputLength: cap });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new BodyTooLarge(`the body decodes to more than the cap of ${cap} bytes`);
    }
    throw new BodyMalformed(`the body is not valid ${layer}`, { cause });
  }
}
