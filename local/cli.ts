import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type Duration, milliseconds, parseDuration } from '../model/duration.ts';
import { CALENDAR_CODES } from '../model/session/codes.ts';
import packageJson from '../package.json' with { type: 'json' };
import { REPORTER_NAMES } from './reporters/registry.ts';
import { OUTAGE_STATES } from './simulate/outage-states.ts';
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
  VEDETTE_PORT           the port of npm start's page (4700)
  VEDETTE_TOKEN          who brings it to the page's API may acknowledge; without one it is read-only
  VEDETTE_DATA           where npm start remembers what it has seen (.vedette)
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
  addSessions(program, done);
  addIncidentCommands(program, done);
  addSimulate(program, done);
  addDemo(program, done);
  return program;
}

const checksOption = () =>
  new Option('--checks <file>', 'a module whose default export is a project (default: checks/index.ts)');

const DEFAULT_PORT = 4700;

const portOption = () =>
  new Option('--port <number>', "the page's, on this machine alone; 0 is any that is free")
    .env('VEDETTE_PORT')
    .argParser(port)
    .default(DEFAULT_PORT);

const dataOption = () =>
  new Option('--data <dir>', 'the directory of what is remembered').env('VEDETTE_DATA').default('.vedette');

const START_HELP = `
On a terminal it shows a live table, elsewhere one JSON result a line on stdout. Ctrl-C stops it.

Alarms are evaluated and receivers told as on AWS; what cannot be told from this machine goes to the inbox. Results,
alarms and incidents survive a restart. A change of the checks' files is picked up while it runs; while they are not valid,
the old ones go on.`;

function addStart(program: Command, done: Done): void {
  program
    .command('start')
    .description(
      'run every check at once and then at its interval, with the demo exchange if a check looks at it',
    )
    .addOption(checksOption())
    .addOption(portOption())
    .addOption(dataOption())
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
    .option('--filter <pattern>', 'only the checks whose id or tag fits; may be repeated', several)
    .addOption(new Option('--reporter <name>', 'how to tell it').choices(REPORTER_NAMES).default('pretty'))
    .addOption(checksOption())
    .addOption(dataOption())
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

const DRILL_HELP = `
It sets an alarm that is there for this, waits until the receiver has been told, ends it, and waits again. What arrives is
marked [DRILL]. Without --local it does so in what is deployed, with the credentials and in the account of your AWS
command line. The first stretch is measured by two clocks, yours and AWS's.

Exit status: 0 when every receiver took the test and its end, else 1.`;

function addIncidentCommands(program: Command, done: Done): void {
  program
    .command('incidents')
    .description('list the alarms that fire in what is deployed, the oldest first')
    .option('--json', 'one JSON object a line')
    .addOption(checksOption())
    .action(async (options) => done(await (await import('./commands/incidents.ts')).incidents(options)));
  program
    .command('ack <name>')
    .description(
      'acknowledge an alarm, or all that fire of a check: no more reminders and escalations until it fires anew',
    )
    .option('--by <name>', 'who (default: the name of your account)')
    .addOption(checksOption())
    .action(async (name, options) =>
      done(await (await import('./commands/incidents.ts')).ack(name, options)),
    );
  program
    .command('drill')
    .description(
      'send a marked test to the receivers over the whole road, and say how long each stretch took',
    )
    .option('--receiver <name>', 'this one alone (default: all)')
    .option('--local', 'on this machine, not in what is deployed')
    .option('--json', 'one JSON object a receiver and line')
    .addOption(checksOption())
    .addHelpText('after', DRILL_HELP)
    .action(async (options) => done(await (await import('./commands/drill.ts')).drill(options)));
}

function addPlan(program: Command, done: Done): void {
  program
    .command('plan')
    .description('print what runs when, and in which batch')
    .addOption(atOption('a time of the first minute'))
    .option('--minutes <count>', '1 to 1440', minutes, 1)
    .option(
      '--location <name>',
      "one location, or 'local' for this machine (default: each one of the checks)",
    )
    .option('--json', 'one JSON object a batch and line')
    .addOption(checksOption())
    .action(async (options) => done(await (await import('./commands/plan.ts')).plan(options)));
}

const SESSIONS_HELP = `
Calendars: ${CALENDAR_CODES.join(', ')}.

Dates are the exchange's trading dates. For people the times are the exchange's own, and days on which it does not trade
are told with their reason; --json is one array, in UTC.`;

function addSessions(program: Command, done: Done): void {
  program
    .command('sessions <calendar>')
    .description('print the trading sessions of an exchange')
    .option('--from <date>', 'the first date (default: today)')
    .option('--to <date>', 'the last date (default: 13 days after the first)')
    .option('--json', 'one array: date, open, close, breaks and early of each session')
    .addHelpText('after', SESSIONS_HELP)
    .action(async (calendar, options) =>
      done(await (await import('./commands/sessions.ts')).sessions(calendar, options)),
    );
}

const SIMULATE_HELP = `
All is well but for what is said: outside the outage, and before a file's first result; after its last one each check
stays as it was. A file has one result a line, as npm start prints them; { check, location, state, scheduledAt } is
enough, and a location that is 'local' stands for all of the check's.

Times count from the beginning. Who is told 'opened', 'changed', 'reminded' or 'resolved' is told by Vedette; a receiver
that Vedette sends nothing to (a topic, native PagerDuty) hears CloudWatch's own ALARM and OK, at once and without reminders.

Examples:
  vedette simulate --check quote --state failed --for 5m
  vedette simulate --check 'api-*' --check site --state silent --locations eu-west-1
  vedette simulate results.jsonl --json`;

function addSimulate(program: Command, done: Done): void {
  program
    .command('simulate [file]')
    .description('print what the alarms make of results or of an outage, and who would be told what and when')
    .option('--check <id>', 'a check that has the outage, by id or by a pattern; may be repeated', several)
    .addOption(new Option('--state <state>', 'what the outage is').choices(OUTAGE_STATES).default('failed'))
    .addOption(durationOption('--after <duration>', 'when the outage begins', '10m'))
    .addOption(durationOption('--for <duration>', 'how long it lasts', '20m'))
    .option('--locations <names>', 'where, with commas between (default: everywhere)', list)
    .addOption(atOption('when the simulation begins'))
    .option('--json', 'one JSON object a line: alarm, notification, outage')
    .addOption(checksOption())
    .addHelpText('after', SIMULATE_HELP)
    .action(async (file, options) =>
      done(await (await import('./commands/simulate.ts')).simulate(file, options)),
    );
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

const atOption = (about: string) =>
  new Option('--at <time>', `ISO 8601, ${about}`).argParser(instant).default(Date.now(), 'now');

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('write one such as 2026-11-21T09:30:00Z');
  return at;
}

function port(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError('write a number from 0 to 65535');
}

function minutes(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1_440) return count;
  throw new InvalidArgumentError('write a number from 1 to 1440');
}

const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const list = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

const durationOption = (flags: string, about: string, standard: Duration) =>
  new Option(flags, about).argParser(duration).default(milliseconds(standard), standard);

/** A simulation of more than this is not read by anybody. */
const LONGEST_MS = milliseconds('30d');

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms <= LONGEST_MS) return ms;
  throw new InvalidArgumentError('write one such as 90s, 20m or 2h, up to 30d');
}
