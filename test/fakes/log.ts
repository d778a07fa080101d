import type { Fields, Log } from '../../functions/platform/log.ts';

interface Line {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: Fields;
}

/** A log that remembers. */
export function memoryLog(): Log & { readonly lines: readonly Line[] } {
  const lines: Line[] = [];
  const at =
    (level: keyof Log): Log[keyof Log] =>
    (message, fields) =>
      void lines.push({ level, message, fields });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
