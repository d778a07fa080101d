import { ask } from '../http/ask.ts';
import type { SenderPorts } from '../sender.ts';
import { isError, type Slack } from './api.ts';
import type { Place } from './history.ts';

const FILE_NAME = 'metric.png';

interface PictureOptions {
  readonly slack: Slack;
  /** Where the API is: an upload goes nowhere less safe. */
  readonly api: string;
  readonly place: Place;
  /** What is said beside it. */
  readonly comment: string;
  readonly signal: SenderPorts['signal'];
}

/** Shows a PNG in a message's thread (files.getUploadURLExternal). Never rejects: whether it is there. */
export async function showPicture(png: Uint8Array, options: PictureOptions): Promise<boolean> {
  const { slack, api, place, comment, signal } = options;
  const upload = await slack('files.getUploadURLExternal', { filename: FILE_NAME, length: png.byteLength });
  if (isError(upload)) return false;
  const url = String(upload.upload_url);
  if (!isSafe(url, api)) return false;
  const answer = await ask({
    url,
    headers: { 'content-type': 'application/octet-stream' },
    body: png,
    signal,
  });
  if ('isTold' in answer || answer.status !== 200) return false;
  const done = await slack('files.completeUploadExternal', {
    files: [{ id: upload.file_id, title: FILE_NAME }],
    channel_id: place.channel,
    thread_ts: place.ts,
    ...(comment && { initial_comment: comment }),
  });
  return !isError(done);
}

/** https, or where the API itself is. */
const isSafe = (url: string, api: string): boolean =>
  URL.canParse(url) && (new URL(url).protocol === 'https:' || new URL(url).origin === new URL(api).origin);
