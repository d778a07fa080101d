import { expect } from 'playwright/test';
import { formatMs } from '../../model/duration.ts';
import type { Fault } from '../../model/reason.ts';
import { thousandths } from '../../model/thousandths.ts';
import { BrowserCrashed } from '../chromium/browsers.ts';
import { navigationFault } from '../chromium/fault.ts';
import { settledWithin } from '../chromium/patience.ts';
import type { BrowserVisit } from '../chromium/visit.ts';
import type { CheckOf } from '../kinds.ts';
import { Deadline, unlessAborted } from '../net/abort.ts';
import { SecretMissing } from '../probe.ts';
import { failureLine, isBrokenCode } from './failure.ts';
import { type MadeStep, Steps } from './steps.ts';
import type { JourneyTools } from './words.ts';

export interface RunOptions {
  readonly check: CheckOf<'browser'>;
  readonly visit: BrowserVisit;
  /** Called at the moment of a failure, before anything is closed. */
  readonly onFailure: () => Promise<void>;
}

/** How a journey ended. */
export interface Ended {
  /** In the order in which they were begun. */
  readonly steps: readonly MadeStep[];
  /** Milliseconds of the whole, to microseconds. */
  readonly ms: number;
  /** The step that it ended in. */
  readonly broken?: MadeStep;
  readonly fault?: Fault;
}

/** A secret that the definition does not declare: it could not be granted when it was deployed. */
class SecretUndeclared extends SecretMissing {}

/** Runs the journey to its end, its failure or its deadline. Throws `BrowserCrashed`, and what is our own fault. */
export async function runJourney(options: RunOptions): Promise<Ended> {
  const { check, visit, onFailure } = options;
  const { context } = visit;
  const { stepTimeoutMs } = check.spec;
  const over = new AbortController();
  const steps = new Steps({
    monotonic: context.monotonic,
    timeoutMs: stepTimeoutMs,
    onOver: () => over.abort('step'),
  });
  const end = () => over.abort('journey');
  context.signal.addEventListener('abort', end, { once: true });
  const began = context.monotonic();
  const ended = () => ({ steps: steps.made, ms: thousandths(context.monotonic() - began) });
  const journey = begin(options, steps);
  journey.catch(() => {}); // told below, unless it was given up
  try {
    await visit.unlessCrashed(unlessAborted(journey, over.signal));
    const forgotten = steps.current;
    return forgotten ? { ...ended(), broken: forgotten, fault: notAwaited(forgotten) } : ended();
  } catch (error) {
    if (error instanceof BrowserCrashed || error instanceof SecretMissing) throw error;
    if (isStopped(context.signal)) throw context.signal.reason;
    const at = { ...ended(), ...brokenIn(steps, error) };
    // Before anything is waited for, in which the time of what failed by itself may run out too.
    const isOver = over.signal.aborted;
    if (isOver) await visit.stopLoading();
    await onFailure();
    if (!isOver) return { ...at, fault: faultOf(error, at.broken, visit) };
    const last = await lastWords(journey, visit);
    return { ...at, fault: overdue(over.signal.reason, check, at.broken, last) };
  } finally {
    context.signal.removeEventListener('abort', end);
  }
}

/** Whether the run itself was stopped: then nobody waits for what it saw. */
const isStopped = ({ aborted, reason }: AbortSignal): boolean => aborted && !(reason instanceof Deadline);

const notAwaited = (step: MadeStep): Fault => ({
  reason: 'journey_broken',
  message: `${nameOf(step)}: the journey ended while it ran; await it`,
});

function brokenIn(steps: Steps, error: unknown): Pick<Ended, 'broken'> {
  const broken = steps.blamedFor(error) ?? steps.current;
  return broken ? { broken } : {};
}

async function begin({ check, visit }: RunOptions, steps: Steps): Promise<void> {
  const { journey, vars, secrets, stepTimeoutMs } = check.spec;
  // What is waited for ends with its step: then it is closed, and says what it was waiting for.
  const timeout = (stepTimeoutMs ?? check.timeoutMs) + LONGER_MS;
  visit.browser.setDefaultTimeout(timeout);
  const tools: JourneyTools = {
    page: visit.page,
    context: visit.browser,
    step: steps.step,
    expect: expect.configure({ timeout }),
    secret: async (name) => {
      const declared = secrets.find(({ secret }) => secret === name);
      if (declared) return visit.context.secrets(declared);
      throw new SecretUndeclared(
        `the journey reads the secret ${name}; declare it: secrets: [secret('${name}')]`,
      );
    },
    vars,
  };
  await journey(tools);
}

/** So that no action gives up by itself at the very moment its step does. */
const LONGER_MS = 1_000;

/** How long a journey may take to let go once its pages are closed. */
const LAST_WORDS_MS = 500;

/** What a journey was waiting for when its time was over: its pages are closed, so that it says so. */
async function lastWords(journey: Promise<void>, visit: BrowserVisit): Promise<unknown> {
  const closing = visit.browser.pages().map((page) => page.close({ reason: GIVEN_UP }));
  void Promise.allSettled(closing);
  let said: unknown;
  const heard = journey.catch((error: unknown) => {
    said = error;
  });
  await settledWithin(LAST_WORDS_MS, [heard]);
  return said;
}

const GIVEN_UP = 'its time was over';

function faultOf(error: unknown, step: MadeStep | undefined, visit: BrowserVisit): Fault {
  const known = navigationFault(error, visit);
  if (known) return { ...known, message: `${nameOf(step)}: ${known.message}` };
  const reason = isBrokenCode(error) ? 'journey_broken' : 'step_failed';
  return { reason, message: `${nameOf(step)}: ${failureLine(error)}` };
}

function overdue(
  of: 'step' | 'journey',
  check: CheckOf<'browser'>,
  step: MadeStep | undefined,
  last: unknown,
): Fault {
  const isStep = of === 'step';
  const limit = formatMs(isStep ? (check.spec.stepTimeoutMs ?? 0) : check.timeoutMs);
  const what = isStep ? 'it was' : 'the journey was';
  const waiting = last === undefined ? '' : `: ${failureLine(last)}`;
  return {
    reason: isStep ? 'step_timeout' : 'journey_timeout',
    message: `${nameOf(step)}: ${what} not over within ${limit}${waiting}`,
  };
}

const nameOf = (step: MadeStep | undefined): string =>
  step ? `step ${JSON.stringify(step.name)}` : 'outside of its steps';
