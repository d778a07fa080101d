import { constants } from 'node:os';
import { Stopped } from '../functions/runner/attempt.ts';

/** npm passes on the Ctrl-C that the terminal has sent to every process already: within this time it is the same one. */
const SAME_KEYPRESS_MS = 500;

/** How often it is looked whether npm is still there, in milliseconds. */
const LOOK_MS = 500;

/**
 * Aborted, with `Stopped`, by SIGINT, by SIGTERM, when npm that started us has gone, and when who read our stdout has. A
 * second signal ends the process at once.
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
  onceOrphaned(() => {
    if (!stop.signal.aborted) stopBecause('npm, which started it, has gone');
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    stopBecause('nobody reads the output any more');
  });
  return stop.signal;
}

/** npm hands a SIGTERM to the shell between it and us, and some shells keep it to themselves: we would go on for nobody. */
function onceOrphaned(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, LOOK_MS).unref();
}
