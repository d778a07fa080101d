import { systemClock as clock } from '../../functions/platform/clock.ts';
import type { Log } from '../../functions/platform/log.ts';
import { environmentSecrets } from '../../functions/platform/secrets.ts';
import type { OpenExchange } from '../demo/open.ts';
import { whereabouts } from '../demo/ports.ts';
import { select } from '../filter.ts';
import { streamView, tableView, type View } from '../live/view.ts';
import { readyMachine } from '../machine.ts';
import { DEFAULT_CHECKS } from '../project.ts';
import { stopSignal } from '../stop.ts';
import { openArchive } from '../store/open-archive.ts';
import { followDefinitions, openDefinitions, type Read } from '../twin/definitions.ts';
import { startTwin, type Twin } from '../twin/twin.ts';

export interface StartOptions {
  readonly checks?: string;
  /** The directory of what is remembered. */
  readonly data: string;
}

/** Runs every enabled check at once and then by the plan, with all that follows from it, until it is stopped. */
export async function start({ checks: file = DEFAULT_CHECKS, data }: StartOptions): Promise<number> {
  const { loaded, files } = await openDefinitions(file);
  const checks = select(loaded.checks);
  const archive = openArchive({ directory: data, clock });
  const signal = stopSignal();
  const { ports, exchange } = await readyMachine(checks);
  const view = viewOf({ checks, notes: notesOn(exchange), now: clock.now });
  const [secrets, log] = [environmentSecrets(process.env), troubleLog(view)];
  const twin = startTwin({ loaded, archive, ports, secrets, log, signal, onDropped: counted(view) });
  show(twin, view);
  followDefinitions({ file, files, signal, onRead: (read) => take(read, twin) });
  await twin.isOver();
  await archive.close();
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

/** Shows what the twin does, as it does it. */
function show({ watched }: Twin, view: View): void {
  watched.follow((event) => {
    view.onTrouble('archive', watched.archive.trouble());
    if (event.type === 'result') view.onResult(event.result);
    if (event.type !== 'definitions') return;
    const { problem } = event;
    view.onTrouble('definitions', problem && `The checks go on as they were: ${problem}`);
    if (problem === undefined) view.onChecks(watched.checks().filter(({ enabled }) => enabled));
  });
}

const take = async (read: Read, twin: Twin): Promise<void> =>
  read.loaded ? twin.use(read.loaded) : twin.keep(read.problem);

function counted(view: View): () => void {
  let dropped = 0;
  return () => {
    dropped += 1;
    view.onDropped(dropped);
  };
}

/** What the notifier could not do; a receiver that does not take what it is told has an alarm of its own. */
function troubleLog(view: View): Log {
  const tell: Log['error'] = (message, { problem, receiver }) => {
    const whose = typeof receiver === 'string' ? `${receiver}: ` : '';
    const why = typeof problem === 'string' ? `: ${problem}` : '';
    view.onTrouble('notifier', `${whose}${message}${why}`);
  };
  return { info: () => {}, warn: tell, error: tell };
}
