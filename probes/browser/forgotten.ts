import { isPlaywrights } from './failure.ts';

/**
 * Does what a journey does, in which a call of Playwright's may be forgotten to be awaited. Such a call fails when its page is
 * closed, and Node would end the whole process for it, with every other check. What is not Playwright's is thrown as ever.
 */
export async function forgiving<Value>(work: () => Promise<Value>): Promise<Value> {
  process.on('unhandledRejection', onRejection);
  try {
    return await work();
  } finally {
    // Node tells of a rejection once the turn in which it came is over.
    setImmediate(() => process.off('unhandledRejection', onRejection));
  }
}

function onRejection(error: unknown): void {
  if (!(error instanceof Error && isPlaywrights(error))) throw error;
}
