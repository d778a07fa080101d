import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { REPORTER_NAMES } from './reporters/registry.ts';
import { UsageError } from './usage-error.ts';

/** A definition is invalid, the command line is wrong, or it is our own fault. */
const TROUBLE = 2;

/**
 * Runs one command line, without the program's name. Returns the exit status; never throws. Each command is imported
 * when it is called, so that listing checks does not load what running them needs.
 */
export async function main(args: readonly string[]): Promise<number> {
  let status = 0;
  const program = describe((code) => {
    status = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    return statusOf(error);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : TROUBLE; // it has told the line itself
  if (error instanceof UsageError) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`vedette broke: ${error instanceof Error ? error.stack : String(error)}\n`);
  return TROUBLE;
}

type Done = (status: number) => void;

const ENVIRONMENT = `
Environment:
  VEDETTE_TARGET         where the example's checks look, instead of the demo exchange
  VEDETTE_FIX_GATEWAY    host:port of the target's FIX gateway, over TLS
  VEDETTE_DEMO_PORT      the demo exchange's plain port (4780)
  VEDETTE_DEMO_TLS_PORT  its HTTPS port (4743)
  VEDETTE_DEMO_FIX_PORT  its FIX gateway's port (4798)
  VEDETTE_DEMO_DNS_PORT  its name server's port, UDP and TCP (4753)
  VEDETTE_SLACK_CHANNEL  the example tells this Slack channel's id, with secret('slack/token')
  VEDETTE_PAGERDUTY      any value: the example tells PagerDuty, with secret('pagerduty/routing-key')
  VEDETTE_EMAIL          the example tells these addresses, comma separated
  VEDETTE_SMS            the example tells these numbers, comma separated
  VEDETTE_SECRET_<NAME>  the value of secret('name'); the demo exchange's password has a default
  NO_COLOR               no colours`;

function describe(done: Done): Command {
  const program = new Command('vedette')
    .description('Synthetic monitoring as code')
    .version(packageJson.version)
    .exitOverride()
    .addHelpText('after', ENVIRONMENT);
  addStart(program, done);
  addRun(program, done);
  addDefinitionCommands(program, done);
  addRoutes(program, done);
  addPlan(program, done);
  addDemo(program, done);
  return program;
}

const checksOption = () =>
  new Option('--checks <file>', 'a module whose default export is a project (default: checks/index.ts)');

const START_HELP = `
On a terminal it shows a live table, elsewhere one JSON result a line on stdout. Ctrl-C stops it.`;

function addStart(program: Command, done: Done): void {
  program
    .command('start')
    .description(
      'run every check at once and then at its interval, with the demo exchange if a check looks at it',
    )
    .addOption(checksOption())
    .addHelpText('after', START_HELP)
    .action(async (options) => done(await (await import('./commands/start.ts')).start(options)));
}

const RUN_HELP = `
A pattern with * or ? must fit an id or a tag as a whole; any other may stand anywhere in one.

Exit status:
  0  every check passed or is degraded
  1  a check failed
  2  none failed, but one errored (our own fault); or a definition or the command line is wrong`;

function addRun(program: Command, done: Done): void {
  program
    .command('run')
    .description('run each check once, now, and say by the exit status how it went')
    .option('--once', 'each check once, now; there is no other way yet', true)
    .option('--filter <pattern>', 'only the checks whose id or tag fits')
    .addOption(new Option('--reporter <name>', 'how to tell it').choices(REPORTER_NAMES).default('pretty'))
    .addOption(checksOption())
    .addHelpText('after', RUN_HELP)
    .action(async (options) => done(await (await import('./commands/run.ts')).run(options)));
}

function addDefinitionCommands(program: Command, done: Done): void {
  program
    .command('validate')
    .description('tell everything that is wrong with the definitions')
    .addOption(checksOption())
    .action(async (options) => done(await (await import('./commands/validate.ts')).validate(options)));
  program
    .command('list')
    .description('list the checks')
    .option('--json', 'one JSON object a line')
    .addOption(checksOption())
    .action(async (options) => done(await (await import('./commands/list.ts')).list(options)));
}

function addRoutes(program: Command, done: Done): void {
  program
    .command('routes')
    .description('print who is told what, how soon and how often')
    .option('--check <id>', 'the alarms of this check only')
    .option('--json', 'one JSON object an alarm and line')
    .addOption(checksOption())
    .action(async (options) => done(await (await import('./commands/routes.ts')).routes(options)));
}

function addPlan(program: Command, done: Done): void {
  program
    .command('plan')
    .description('print what runs when, and in which batch')
    .option('--at <time>', 'ISO 8601, a time of the first minute (default: now)', instant, Date.now())
    .option('--minutes <count>', '1 to 1440', minutes, 1)
    .option(
      '--location <name>',
      "one location, or 'local' for this machine (default: each one of the checks)",
    )
    .option('--json', 'one JSON object a batch and line')
    .addOption(checksOption())
    .action(async (options) => done(await (await import('./commands/plan.ts')).plan(options)));
}

function addDemo(program: Command, done: Done): void {
  const demo = program
    .command('demo')
    .description('run the demo exchange alone, or tell the one that runs what is to go wrong')
    .action(async () => done(await (await import('./commands/demo.ts')).demo()));
  demo
    .command('fault <name>')
    .description('switch a fault on')
    .option('--path <path>', 'for this path only, as in /v1/quotes')
    .action(async (name, options) => done(await (await import('./commands/demo.ts')).fault(name, options)));
  demo
    .command('clear [name]')
    .description('switch a fault off, or all of them')
    .action(async (name) => done(await (await import('./commands/demo.ts')).clear(name)));
  demo
    .command('faults')
    .description('list the faults, and which are on')
    .action(async () => done(await (await import('./commands/demo.ts')).faults()));
}

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('write one such as 2026-11-21T09:30:00Z');
  return at;
}

function minutes(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_440) return count;
  throw new InvalidArgumentError('write a number from 1 to 1440');
}
