import type { Assertion, AssertionOutcome } from '../../model/assertion/assertion.ts';
import type { Network } from '../../model/check.ts';
import { judge, type Observation, type Verdict } from '../../model/judge.ts';
import { durationOf, PHASES, type Phase, type Phases } from '../../model/phase.ts';
import type { Fault } from '../../model/reason.ts';
import { isUp } from '../../model/result.ts';
import type { Answer } from '../http/answer.ts';
import { responseOf } from '../http/answer.ts';
import { observe } from '../http/probe.ts';
import { requestOf } from '../http/request.ts';
import type { CookieJar } from '../http/visit.ts';
import { Stopwatch } from '../net/stopwatch.ts';
import type { ProbeContext } from '../probe.ts';
import type { StepSpec } from './check.ts';
import { cookieJar } from './jar.ts';
import { extract, fill } from './variables.ts';
import { placesIn } from './words.ts';

/** Goes through steps in order. After the first that fails only those that run always are made. */
export async function walk(steps: readonly StepSpec[], options: WalkOptions): Promise<MadeStep[]> {
  const session: Session = { ...options, jar: cookieJar(), variables: {} };
  const made: MadeStep[] = [];
  for (const step of steps) {
    const isOver = made.some(({ fault }) => fault);
    if (!isOver || (step.always && isFilled(step, session))) made.push(await make(step, session));
  }
  return made;
}

export interface WalkOptions {
  readonly network: Network;
  readonly context: ProbeContext;
  /** What goes before what is wrong with a step. @default `step "log in": ` */
  readonly introduce?: (step: string) => string;
}

const asStep = (step: string): string => `step ${JSON.stringify(step)}: `;

interface Session extends WalkOptions {
  readonly jar: CookieJar;
  readonly variables: Record<string, string>;
}

/** A step that was made, with what came of it. */
export interface MadeStep {
  readonly name: string;
  readonly seen: Observation;
  /** There when it came whole. */
  readonly answer: Answer | undefined;
  readonly assertions: readonly AssertionOutcome[];
  readonly fault?: Fault;
}

/** A step that cleans up what was never made has nothing to do. */
const isFilled = ({ request }: StepSpec, { variables }: Session): boolean =>
  placesIn(request).every((name) => Object.hasOwn(variables, name));

async function make(step: StepSpec, session: Session): Promise<MadeStep> {
  const { network, context, jar, variables, introduce = asStep } = session;
  const { expect, name } = step;
  const spec = fill(step.request, variables);
  const request = await requestOf(spec, context);
  const stopwatch = new Stopwatch(context.monotonic);
  const options = { spec, network, context, stopwatch, jar };
  const { observation: seen, answer } = await observe(options, request, { expect, now: context.now });
  const own = { now: context.now(), lag: context.lag() };
  const verdict = judge({ expect, thresholds: { degraded: [], failed: [] } }, seen, own);
  const fault = faultOf(verdict) ?? (answer && take(step, answer, session));
  return {
    name,
    seen,
    answer,
    assertions: verdict.assertions.map((one) => ({ ...one, assertion: `${name}: ${one.assertion}` })),
    ...(fault && { fault: { ...fault, message: `${introduce(name)}${fault.message}` } }),
  };
}

const faultOf = ({ state, reason, message }: Verdict): Fault | undefined =>
  isUp(state) || !reason ? undefined : { reason, message };

/** Takes the step's variables out of its answer; says what could not be taken. */
function take(step: StepSpec, answer: Answer, { variables, context }: Session): Fault | undefined {
  const response = responseOf(answer);
  for (const [name, extraction] of Object.entries(step.extract)) {
    const taken = extract(extraction, response);
    if ('problem' in taken)
      return { reason: 'extraction_failed', message: `expected {{${name}}}, but ${taken.problem}` };
    if (extraction.isSecret) context.conceal(taken.value);
    variables[name] = taken.value;
  }
  return undefined;
}

/** Steps as one: phases summed, and the fault and the evidence of the first that failed. */
export function together(made: readonly MadeStep[]): Observation {
  const broken = made.find(({ fault }) => fault);
  const phases = sum(made.map(({ seen }) => seen.phases));
  const told = broken ?? made.at(-1);
  return {
    phases,
    ...(broken?.fault && { fault: broken.fault }),
    assertions: made.flatMap(({ assertions }) => assertions),
    read: (assertion) => read(assertion, phases),
    measurements: { ...told?.seen.measurements, steps: made.length },
    evidence: () => told?.seen.evidence() ?? {},
  };
}

const read = ({ source, of }: Assertion, phases: Phases) =>
  source === 'phase'
    ? { value: durationOf(phases, of as Phase), reason: 'too_slow' as const }
    : { problem: `api has no ${source} of its own; assert on it in a step` };

function sum(all: readonly Phases[]): Phases {
  const reached = PHASES.filter((name) => all.some((phases) => phases[name] !== undefined));
  return Object.fromEntries(
    reached.map((name) => [name, all.reduce((total, phases) => total + (phases[name] ?? 0), 0)]),
  );
}
