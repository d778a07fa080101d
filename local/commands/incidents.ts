import { userInfo } from 'node:os';
import type { Kept, Store } from '../../functions/notify/store.ts';
import { firstOf } from '../../functions/notify/wording/text.ts';
import { formatMs } from '../../model/duration.ts';
import { suggest } from '../../model/finding.ts';
import type { Incident } from '../../model/incident/incident.ts';
import { counted } from '../../model/line.ts';
import { acknowledge } from '../acknowledge.ts';
import { deployedStore } from '../deployed.ts';
import { tableLines } from '../display/text.ts';
import { loadProject } from '../project.ts';
import { UsageError } from '../usage-error.ts';

interface IncidentsOptions {
  readonly checks?: string;
  readonly json?: boolean;
}

/** Lists what fires in what is deployed, the oldest first. */
export async function incidents({ checks, json }: IncidentsOptions): Promise<number> {
  const { project } = await loadProject(checks);
  const firing = (await firingIn(deployedStore(project.home))).map(({ value }) => value);
  const lines = json ? firing.map((one) => JSON.stringify(one)) : table(firing, Date.now());
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

/** No credentials, another account, or nothing deployed there. */
const cannotRead = (error: Error): never => {
  const where = 'are these the credentials of the account that Vedette is deployed in?';
  throw new UsageError(`the notifier's table cannot be read: ${error.message}; ${where}`);
};

async function firingIn(store: Store): Promise<Kept<Incident>[]> {
  const all = await store.list<Incident>('incidents').catch(cannotRead);
  return all
    .filter(({ value }) => value.state === 'firing')
    .sort((a, b) => a.value.openedAt - b.value.openedAt);
}

function table(firing: readonly Incident[], now: number): string[] {
  if (firing.length === 0) return ['Nothing fires.'];
  const rows = firing.map(({ key, labels, openedAt, acknowledged, reason }) => [
    key,
    labels.severity,
    formatMs(now - openedAt),
    acknowledged?.by ?? '-',
    reason,
  ]);
  const titles = ['ALARM', 'SEVERITY', 'FOR', 'ACKNOWLEDGED BY', 'REASON'];
  return tableLines([titles, ...rows]);
}

interface AckOptions {
  readonly checks?: string;
  /** @default the name of the account on this machine */
  readonly by?: string;
}

/**
 * Acknowledges: it is told to all who were told of the alarm, and stops reminders and escalations until the alarm fires
 * anew. `name` is an alarm's name, or a check's id for all of its alarms.
 */
export async function ack(name: string, { checks, by = userInfo().username }: AckOptions): Promise<number> {
  const { project } = await loadProject(checks);
  const store = deployedStore(project.home);
  const firing = await firingIn(store);
  const meant = firing.filter(({ value }) => value.key === name || value.labels.check === name);
  if (meant.length === 0) throw new UsageError(unknown(name, firing));
  for (const { id } of meant) await acknowledge(id, { at: Date.now(), by }, store);
  process.stdout.write(
    `${counted(meant.length, 'alarm')} acknowledged by ${by}; whoever was told hears it within a minute\n`,
  );
  return 0;
}

const MAX_NAMES = 20;

function unknown(name: string, firing: readonly Kept<Incident>[]): string {
  const keys = firing.map(({ value }) => value.key);
  const names = [...new Set([...firing.flatMap(({ value }) => value.labels.check ?? []), ...keys])];
  const fix = suggest(name, names, `what fires: ${firstOf(names, MAX_NAMES) || 'nothing'}`);
  return `nothing that fires is called ${JSON.stringify(name)}; ${fix}`;
}
