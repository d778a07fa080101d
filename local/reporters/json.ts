import type { Reporter } from './reporter.ts';

/** One `Result` (model/result.ts) a line, as they come. */
export const json: Reporter = { onResult: (result) => `${JSON.stringify(result)}\n` };
