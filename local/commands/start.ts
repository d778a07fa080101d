import { join } from 'node:path';
import { systemClock as clock } from '../../functions/platform/clock.ts';
import type { Fields, Log } from '../../functions/platform/log.ts';
import { environmentSecrets } from '../../functions/platform/secrets.ts';
import { type DemoControl, demoControl } from '../demo/client.ts';
import { whereabouts } from '../demo/ports.ts';
import { select } from '../filter.ts';
import { streamView, tableView, type View } from '../live/view.ts';
import { type Machine, readyMachine } from '../machine.ts';
import { buildPage } from '../page/build.ts';
import { DEFAULT_CHECKS } from '../project.ts';
import { type Served, serve } from '../server/serve.ts';
import { stopSignal } from '../stop.ts';
import { EVIDENCE, type EvidenceFolder, evidenceFolder } from '../store/evidence-folder.ts';
import { openArchive } from '../store/open-archive.ts';
import { followDefinitions, openDefinitions, type Read } from '../twin/definitions.ts';
import { type Twin, type TwinOptions, twinOf } from '../twin/twin.ts';
import { UsageError } from '../usage-error.ts';

export interface StartOptions {
  readonly checks?: string;
  /** Of the page; 0 is any that is free. */
  readonly port: number;
  /** The directory of what is remembered. */
  readonly data: string;
}

/** Runs every enabled check at once and then by the plan, with all that follows from it, until it is stopped. */
export async function start({ checks: file = DEFAULT_CHECKS, port, data }: StartOptions): Promise<number> {
  const { loaded, files } = await openDefinitions(file);
  const checks = select(loaded.checks);
  const archive = openArchive({ directory: data, clock });
  const signal = stopSignal();
  const evidence = evidenceFolder(join(data, EVIDENCE));
  const machine = await readyMachine(checks, evidence.store);
  const { ports } = machine;
  const troubles = new Troubles();
  const secrets = environmentSecrets(process.env);
  const twin = twinOf({ loaded, archive, ports, secrets, signal, ...troubles });
  const page = await openPage(twin, { port, home: loaded.project.home, machine, evidence });
  const view = viewOf({ checks, notes: () => notesOn(page, machine), now: clock.now });
  troubles.tell(view);
  show(twin, view);
  followDefinitions({ file, files, signal, onRead: (read) => take(read, twin, machine) });
  await twin.run();
  await page.close();
  await archive.close();
  view.close();
  await machine.close();
  return 0;
}

interface PageOptions {
  /** The region whose time stands beside the viewer's. */
  readonly home: string;
  readonly machine: Machine;
  readonly evidence: EvidenceFolder;
}

/** Throws `UsageError` when the port is taken. */
async function openPage(
  { watched }: Twin,
  { port, home, machine, evidence }: Pick<StartOptions, 'port'> & PageOptions,
): Promise<Served> {
  const { VEDETTE_TOKEN: token } = process.env;
  const demo = (): DemoControl | undefined => machine.exchange && demoControl(machine.exchange.ports.http);
  try {
    return await serve(watched, {
      port,
      home,
      evidence,
      page: await buildPage(),
      demo,
      ...(token && { token }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new UsageError(`port ${port} is in use; free it, or choose another with --port, 0 for any`, {
      cause: error,
    });
  }
}

/** A table where there is a terminal that can be drawn on, JSON lines everywhere else. */
function viewOf(options: Parameters<typeof streamView>[0]): View {
  const isDrawable = process.stdout.isTTY && process.env.TERM !== 'dumb';
  return isDrawable ? tableView(process.stdout, options) : streamView(options);
}

function notesOn({ url }: Served, { exchange }: Machine): string[] {
  const page = `The page is on ${url}`;
  if (!exchange) return [page];
  const shared = exchange.isShared ? ', of another process' : '';
  return [
    page,
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

/** Definitions that this machine cannot be made ready for are as good as wrong. */
async function take(read: Read, twin: Twin, machine: Machine): Promise<void> {
  if (!read.loaded) return twin.keep(read.problem);
  try {
    await machine.readyFor(read.loaded.checks);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return twin.keep(error.message);
  }
  await twin.use(read.loaded);
}

/** What goes wrong in the twin, for the view that there is once the page is open. */
class Troubles implements Pick<TwinOptions, 'log' | 'onDropped'> {
  #view: View | undefined;
  #dropped = 0;
  readonly log: Log = {
    info: () => {},
    warn: (message, fields) => this.#say(message, fields),
    error: (message, fields) => this.#say(message, fields),
  };

  readonly onDropped = (): void => {
    this.#dropped += 1;
    this.#view?.onDropped(this.#dropped);
  };

  tell(view: View): void {
    this.#view = view;
  }

  #say(message: string, { problem, receiver }: Fields): void {
    const whose = typeof receiver === 'string' ? `${receiver}: ` : '';
    const why = typeof problem === 'string' ? `: ${problem}` : '';
    this.#view?.onTrouble('notifier', `${whose}${message}${why}`);
  }
}
