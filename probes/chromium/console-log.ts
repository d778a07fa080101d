import type { Recorder } from './recorder.ts';
import { toldUrl } from './redaction.ts';

/** What the pages said, and what of the network did not come about, in the order of time; one line each. */
export function consoleLogOf({ notes, requests }: Recorder): string {
  const failed = requests.flatMap((request) => {
    const { errorText } = request.failure() ?? {};
    const status = request.existingResponse()?.status() ?? 0;
    const why = errorText ?? (status >= 400 ? `status ${status}` : undefined);
    if (why === undefined) return [];
    return [{ at: request.timing().startTime, type: 'request', text: `${toldUrl(request.url())}: ${why}` }];
  });
  return [...notes, ...failed]
    .sort((a, b) => a.at - b.at)
    .map((note) => [timeOf(note.at), note.type, note.text, 'where' in note ? toldUrl(note.where ?? '') : ''])
    .map((parts) => parts.filter((part) => part !== '').join('  '))
    .join('\n');
}

const timeOf = (at: number): string => new Date(Math.max(0, at)).toISOString();
