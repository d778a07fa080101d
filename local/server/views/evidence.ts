import { extname } from 'node:path';
import { type Answer, Refusal } from '../answer.ts';
import { readParameters } from '../parameters.ts';
import type { Call } from '../route.ts';

/** What a browser may show; everything else it is to save, so that nothing that a target made is run or drawn here. */
const SHOWN: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
};

/** A file of evidence by its key. It never changes. */
export async function evidence({ server, name: key, query }: Call): Promise<Answer> {
  readParameters(query, {});
  const body = await server.evidence?.read(key);
  if (!body)
    throw new Refusal(
      404,
      `there is no evidence ${JSON.stringify(key)}; it is kept of a check's latest attempts`,
    );
  const type = SHOWN[extname(key)];
  return {
    status: 200,
    headers: {
      'content-type': type ?? 'application/octet-stream',
      'content-disposition': `${type ? 'inline' : 'attachment'}; filename="${key.split('/').at(-1)}"`,
      'cache-control': 'private, max-age=86400, immutable',
    },
    body,
  };
}
