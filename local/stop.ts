import { constants } from 'node:os';
import { Stopped } from '../functions/runner/attempt.ts';

/** npm passes on the Ctrl-C that the terminal has sent to every process already: within this time it is the same one. */
const SAME_KEYPRESS_MS = 500;

/**
 * Aborted, with `Stopped`, by SIGINT, by SIGTERM, and when who read our stdout has gone. A second signal ends the
 * process at once.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let stoppedAt = 0;
  const stopBecause = (message: string) => {
    stoppedAt = performance.now();
    stop.abort(new Stopped('aborted', message));
  };
  const onSignal = (name: 'SIGINT' | 'SIGTERM') => {
    if (!stop.signal.aborted) stopBecause(`the run was stopped by ${name}`);
    else if (performance.now() - stoppedAt > SAME_KEYPRESS_MS) process.exit(128 + constants.signals[name]);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    stopBecause('nobody reads the output any more');
  });
  return stop.signal;
}
