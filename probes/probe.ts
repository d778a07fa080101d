import type { Check } from '../model/check.ts';
import type { Observation } from '../model/judge.ts';
import type { EvidenceFile } from '../model/result.ts';
import type { Secret } from '../model/secret.ts';
import type { Browsers } from './chromium/browsers.ts';
import type { Dial } from './net/dial.ts';

/** Everything that a probe needs from outside: the same probe runs on Lambda, locally, in a test and in a bench. */
export interface ProbeContext {
  /** Milliseconds that never go back: what durations are measured with. */
  readonly monotonic: () => number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Aborted with a `Deadline` when the attempt's time is over, with anything else when the run is stopped. */
  readonly signal: AbortSignal;
  readonly dial: Dial;
  /** Reads a secret. Throws `SecretMissing`. What it returned is redacted from the result. */
  readonly secrets: (secret: Secret) => Promise<string>;
  /** The largest delay of our own event loop until now in this attempt, in milliseconds. */
  readonly lag: () => number;
  /** Redacts one more text from the result: what a secret was made into, such as a Basic authorization. */
  readonly conceal: (text: string) => void;
  readonly memory: Memory;
  /** Opens browsers. `undefined` where there are none, as in the light probe's function. */
  readonly browsers: Browsers | undefined;
  /** Keeps what is too large for a result, such as a screenshot. */
  readonly artifacts: Artifacts;
}

/** A file of evidence, redacted already. */
export interface Artifact {
  /** With its ending, as in `checkout.png`; letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** A media type. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Where files of evidence go. */
export interface Artifacts {
  /** Keeps a file and says where it is. Never throws: what could not be kept says why, and changes no verdict. */
  readonly keep: (artifact: Artifact) => Promise<EvidenceFile>;
}

/**
 * What an attempt leaves behind for the next one of the same check, in the same process: a Lambda environment lives for
 * hours, and a check may meet several. Forgetting must only ever make a probe slower to notice, never wrong.
 */
export interface Memory {
  /** What was kept last; `undefined` when there is nothing. */
  readonly recall: () => unknown;
  readonly keep: (value: unknown) => void;
  /** Whether this process runs on between two attempts, so that a connection can be kept: a Lambda environment is frozen. */
  readonly staysAwake: boolean;
}

/**
 * Makes one attempt and says what it saw. What goes wrong at the target is a value in the observation; a throw is
 * our own fault. No socket, timer or memory outlives the promise.
 */
export type Probe<C extends Check = Check> = (check: C, context: ProbeContext) => Promise<Observation>;

/** A secret could not be read: our own fault. */
export class SecretMissing extends Error {
  override readonly name = 'SecretMissing';
}
