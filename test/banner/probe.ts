import { once } from 'node:events';
import type { Check } from '../../model/check.ts';
import type { Observation } from '../../model/judge.ts';
import { faultOf } from '../../probes/net/fault.ts';
import { Stopwatch } from '../../probes/net/stopwatch.ts';
import type { ProbeContext } from '../../probes/probe.ts';
import type { BannerSpec } from './check.ts';

export async function probe(
  { spec, network }: Check<'banner', BannerSpec>,
  { dial, signal, monotonic }: ProbeContext,
): Promise<Observation> {
  const stopwatch = new Stopwatch(monotonic);
  const nothing = { measurements: {}, evidence: () => ({}) };
  try {
    const { socket } = await dial({ ...spec, network, stopwatch, signal });
    stopwatch.enter('transfer');
    const [bytes] = await once(socket, 'data', { signal });
    stopwatch.leave();
    socket.destroy();
    const text = String(bytes).split('\r\n')[0];
    return { ...nothing, phases: stopwatch.phases(), read: () => ({ value: text }) };
  } catch (error) {
    const fault = faultOf(
      signal.aborted ? signal.reason : error,
      stopwatch.stage,
      `${spec.host}:${spec.port}`,
    );
    return {
      ...nothing,
      phases: stopwatch.phases(),
      fault,
      read: () => ({ problem: 'there was no answer' }),
    };
  }
}
