import { runBatch } from '../../functions/runner/run-batch.ts';
import type { OpenExchange } from '../demo/open.ts';
import { whereabouts } from '../demo/ports.ts';
import { select } from '../filter.ts';
import { streamView, tableView, type View } from '../live/view.ts';
import { enoughMs, readyMachine } from '../machine.ts';
import { loadChecks } from '../project.ts';
import { keepSchedule } from '../schedule.ts';
import { stopSignal } from '../stop.ts';

export interface StartOptions {
  readonly checks?: string;
}

/** Runs every enabled check at once and then by the plan, until it is stopped. */
export async function start(options: StartOptions): Promise<number> {
  const checks = select(await loadChecks(options.checks));
  const signal = stopSignal();
  const { ports, exchange } = await readyMachine(checks);
  const view = viewOf({ checks, notes: notesOn(exchange), now: ports.clock.now });
  let dropped = 0;
  await keepSchedule({
    checks,
    clock: ports.clock,
    signal,
    run: (jobs, onOver) =>
      runBatch({
        jobs,
        ports,
        signal,
        budgetMs: enoughMs(jobs),
        onResult: (result, job) => {
          onOver(job);
          view.onResult(result);
        },
      }),
    onDropped: () => {
      dropped += 1;
      view.onDropped(dropped);
    },
  });
  view.close();
  await exchange?.close();
  return 0;
}

/** A table where there is a terminal that can be drawn on, JSON lines everywhere else. */
function viewOf(options: Parameters<typeof streamView>[0]): View {
  const isDrawable = process.stdout.isTTY && process.env.TERM !== 'dumb';
  return isDrawable ? tableView(process.stdout, options) : streamView(options);
}

function notesOn(exchange: OpenExchange | undefined): string[] {
  if (!exchange) return [];
  const shared = exchange.isShared ? ', of another process' : '';
  return [
    `Demo exchange on ${whereabouts(exchange.ports)}${shared}`,
    'Switch a fault on: npx vedette demo fault slow; off: npx vedette demo clear',
  ];
}
