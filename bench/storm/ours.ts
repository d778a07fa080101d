/** The notifier in a storm, in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { notify } from '../../functions/notify/notify.ts';
import { systemClock as clock } from '../../functions/platform/clock.ts';
import { localPorts } from '../../local/notifier/notifier.ts';
import { LocalQueue } from '../../local/notifier/queue.ts';
import { sqliteStore } from '../../local/store/sqlite-store.ts';
import { shortestWaitMs } from '../../model/route/routing.ts';
import { memoryLog } from '../../test/fakes/log.ts';
import { ROUTING_KEY } from '../../test/fakes/pagerduty.ts';
import { SLACK_TOKEN } from '../../test/fakes/slack.ts';
import { snsBody } from '../../test/notifier.ts';
import { secretsOf } from '../../test/sending.ts';
import { answering } from '../child.ts';
import type { Storm, Weathered } from './contender.ts';
import { countingStore } from './counting-store.ts';
import { alarmsOf, definitionsOf } from './definitions.ts';
import { ToldRecord } from './record.ts';

/** What the deployed function has, less what it keeps for its last write: functions/handlers/notifier.ts. */
const TURN_MS = 58_000;

/** How often it is looked whether all is told, and for how long. */
const POLL_MS = 100;
const PATIENCE_MS = 60_000;

const MB = 1e6;
const KB = 1_000;

const RECEIVERS = ['slack', 'pagerduty'] as const;

/** The notifier with its queue, its store in a file, and a record of what it told. */
async function openNotifier({ alarms, slack, pagerduty, isCounted }: Storm) {
  const loaded = definitionsOf(alarms, { slack, pagerduty });
  const folder = mkdtempSync(join(tmpdir(), 'vedette-storm-'));
  const kept = sqliteStore(join(folder, 'store.sqlite'));
  const counted = isCounted ? countingStore(kept) : undefined;
  const record = new ToldRecord();
  const gatherMs = shortestWaitMs(loaded.routing, loaded.alarms);
  const queue = new LocalQueue({
    gatherMs: () => gatherMs,
    take: async (batch) => notify(batch, TURN_MS, await ports),
    log: memoryLog(),
  });
  const secrets = secretsOf({ slack: SLACK_TOKEN, pagerduty: ROUTING_KEY });
  const store = counted?.store ?? kept;
  const ports = localPorts(queue, { loaded, store, secrets, clock, log: memoryLog(), inbox: () => {} }).then(
    (made) => record.listenTo(made),
  );
  const { loadSend } = await ports;
  // What runs TypeScript from its source would compile them in the midst of the storm.
  await Promise.all(RECEIVERS.map(loadSend));
  const close = () => {
    kept.close();
    rmSync(folder, { recursive: true });
  };
  return { names: alarmsOf(loaded), queue, record, use: counted?.use, close };
}

/** CloudWatch publishes a change to the topic of each receiver, and the queue listens to all of them. */
function publish(name: string, state: 'ALARM' | 'OK', queue: LocalQueue): number {
  const at = clock.now();
  for (const via of RECEIVERS) queue.send(snsBody({ name, state, at, via }));
  return at;
}

async function until(isDone: () => boolean): Promise<void> {
  const giveUp = clock.now() + PATIENCE_MS;
  while (!isDone() && clock.now() < giveUp) await delay(POLL_MS);
}

answering(async (storm: Storm): Promise<Weathered> => {
  const { names, queue, record, use, close } = await openNotifier(storm);
  const idleMb = process.memoryUsage.rss() / MB;
  const cpuBefore = process.cpuUsage();
  const beganAt = clock.now();
  const begun = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const early = beganAt + (storm.overMs * index) / names.length - clock.now();
    if (early > 0) await delay(early);
    begun.set(name, publish(name, 'ALARM', queue));
  }
  await until(() => RECEIVERS.every((one) => record.count(one, 'told') === names.length));
  const endedAt = clock.now();
  for (const name of names) publish(name, 'OK', queue);
  await until(() => RECEIVERS.every((one) => record.count(one, 'over') === names.length));
  const endMs = clock.now() - endedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const told = Object.fromEntries(RECEIVERS.map((one) => [one, record.of(one, begun)]));
  close();
  return {
    beganAt,
    endedAt,
    endMs,
    told,
    messages: queue.messages,
    invocations: queue.invocations,
    cpuSeconds: (user + system) / 1e6,
    idleMb,
    peakMb: (process.resourceUsage().maxRSS * KB) / MB,
    ...(use && { store: use() }),
  };
});
