import type { Observation } from '../../model/judge.ts';
import type { CheckOf } from '../kinds.ts';
import type { ProbeContext } from '../probe.ts';
import { together, walk } from './walk.ts';

/** Goes through the steps, and tells them as one. */
export async function probe({ spec, network }: CheckOf<'api'>, context: ProbeContext): Promise<Observation> {
  return together(await walk(spec.steps, { network, context }));
}
