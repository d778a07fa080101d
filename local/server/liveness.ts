import { type Answer, json } from './answer.ts';
import type { Call } from './route.ts';

/** Whether the process lives: that it answers is the answer. */
export const healthz = (): Answer => json(200, { live: true });

/** Whether there are definitions, and what happens is remembered on the disk. Older definitions that go on are ready. */
export function readyz({ server: { watched } }: Call): Answer {
  const [problem, trouble] = [watched.problem(), watched.archive.trouble()];
  const checks = watched.checks().length;
  const ready = checks > 0 && trouble === undefined;
  return json(ready ? 200 : 503, {
    ready,
    checks,
    ...(problem !== undefined && { problem }),
    ...(trouble !== undefined && { trouble }),
  });
}
