import { loadProject } from '../project.ts';
import { describedOutage } from '../simulate/described-outage.ts';
import type { OutageState } from '../simulate/outage-states.ts';
import { fileScenario } from '../simulate/result-file.ts';
import { simulate as simulateScenario } from '../simulate/simulation.ts';
import { asJson, asText } from '../simulate/story.ts';
import { UsageError } from '../usage-error.ts';

export interface SimulateOptions {
  readonly checks?: string;
  /** Ids or patterns. @default [], then a file is needed */
  readonly check?: readonly string[];
  readonly state: OutageState;
  /** Milliseconds. */
  readonly after: number;
  readonly for: number;
  readonly locations?: readonly string[];
  /** When it begins, epoch milliseconds. */
  readonly at: number;
  readonly json?: boolean;
}

/** Prints what the alarms make of a course of results, and who would be told what and when. */
export async function simulate(file: string | undefined, options: SimulateOptions): Promise<number> {
  const { check = [], after: afterMs, for: forMs } = options;
  if ((file === undefined) === (check.length === 0)) {
    throw new UsageError('say what to simulate: a file of results, or an outage with --check ID');
  }
  const { checks, alarms, routing, receivers } = await loadProject(options.checks);
  const scenario =
    file === undefined
      ? describedOutage(checks, alarms, { ...options, check, afterMs, forMs })
      : await fileScenario(checks, file);
  const simulated = simulateScenario({ scenario, alarms, routing, receivers });
  process.stdout.write(options.json ? asJson(simulated) : asText(scenario, simulated));
  return 0;
}
