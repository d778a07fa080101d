import type { IncomingMessage } from 'node:http';
import { preferred } from '../accept.ts';
import type { Answer } from '../answer.ts';
import { CODINGS, type PageFile } from './files.ts';

/** A file of the page, as the browser can take it, or that it has it already. */
export async function pageAnswer(file: PageFile, { headers }: IncomingMessage): Promise<Answer> {
  const accepted = file.isText ? preferred(headers['accept-encoding']?.toString(), CODINGS) : undefined;
  const coding = accepted?.name ?? 'identity';
  const etag = file.etag(coding);
  const told = { etag, 'cache-control': 'no-cache', ...(file.isText && { vary: 'accept-encoding' }) };
  if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: told, body: '' };
  const encoded = coding === 'identity' ? {} : { 'content-encoding': coding };
  return {
    status: 200,
    headers: { ...told, 'content-type': file.type, ...encoded },
    body: await file.bytes(coding),
  };
}

/** RFC 9110, 13.1.2: compared without regard to weakness. */
const isKnown = (header: string | undefined, etag: string): boolean =>
  (header ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag);
