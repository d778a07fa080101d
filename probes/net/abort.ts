/** The attempt's time is over. */
export class Deadline extends Error {
  override readonly name = 'Deadline';
}

/** Waits for a promise, but no longer than the signal: then the signal's reason is thrown at once. */
export function unlessAborted<Value>(pending: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    pending.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Whether this was thrown because the run was stopped: what was seen until then says nothing of the target. A deadline does. */
export const isStop = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted && error === reason && !(error instanceof Deadline);
