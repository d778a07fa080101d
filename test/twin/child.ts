/** A twin in a process of its own, which can be killed: `child.ts CHECKS DIRECTORY`, events as JSON lines on stdout. */

import { noArtifacts } from '../../functions/platform/artifacts.ts';
import { systemClock as clock } from '../../functions/platform/clock.ts';
import { environmentSecrets } from '../../functions/platform/secrets.ts';
import { readyMachine } from '../../local/machine.ts';
import { stopSignal } from '../../local/stop.ts';
import { openArchive } from '../../local/store/open-archive.ts';
import { followDefinitions, openDefinitions } from '../../local/twin/definitions.ts';
import { twinOf } from '../../local/twin/twin.ts';
import { memoryLog } from '../fakes/log.ts';

const [, , file = '', directory = ''] = process.argv;
const say = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

const { loaded, files } = await openDefinitions(file);
const archive = openArchive({ directory, clock });
const signal = stopSignal();
const { ports } = await readyMachine(loaded.checks, noArtifacts);
const secrets = environmentSecrets({});
const log = memoryLog();
const twin = twinOf({ loaded, archive, ports, secrets, log, signal, onDropped: () => {} });
twin.watched.follow(say);
followDefinitions({
  file,
  files,
  signal,
  onRead: async (read) => (read.loaded ? twin.use(read.loaded) : twin.keep(read.problem)),
});
await twin.run();
const incidents = (await archive.notifications.list<{ state: string }>('incidents')).map(
  ({ id, value }) => `${id} ${value.state}`,
);
const problems = log.lines.filter(({ level }) => level !== 'info');
say({ type: 'over', incidents, inbox: archive.inbox(10), problems });
await archive.close();
