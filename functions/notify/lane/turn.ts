import type { Step } from '../../../model/incident/decide.ts';
import type { Failing } from '../../../model/incident/view.ts';
import type { Receiver } from '../../../model/receiver.ts';
import type { Facts } from '../facts/facts.ts';
import type { Outcome } from '../sender.ts';
import { deliveryOf } from './delivery.ts';
import { failingOf } from './failing.ts';
import { giveBack, type Lane, takeLease } from './lease.ts';
import { archive, isOver, type Look, type LookPorts, look } from './look.ts';
import { afterSend, logSend, SEND_MS, type SendPorts, send, underWay } from './tell.ts';

/** What a step may take: its facts, its send, and what is written before and after. */
const STEP_MS = SEND_MS + 5_000;

/** How soon to look again when somebody else is at it. */
const BUSY_MS = 2_000;

/** A turn waits so long for a receiver's pace; for more than that it is not worth to keep a function running. */
const MAX_PAUSE_MS = 5_000;

/** A turn looks again so often at most: what is due even then is the next turn's. */
const MAX_ROUNDS = 20;

export interface TurnPorts extends SendPorts, LookPorts {
  readonly facts: Facts;
}

/** What came of a turn. */
export interface Turn {
  readonly receiver: string;
  /** Sends that arrived. */
  readonly told: number;
  /** Sends that did not, as far as we know. */
  readonly failed: number;
  /** Whether there is something that it should have been told by now. */
  readonly isFailing: boolean;
  /** When somebody is to look again, epoch milliseconds; absent when nothing is foreseen, or somebody will already. */
  readonly wakeAt?: number;
}

/** A turn under way. */
interface State {
  readonly receiver: Receiver;
  readonly ports: TurnPorts;
  /** No step begins after, epoch milliseconds. */
  readonly until: number;
  /** No send begins before, epoch milliseconds. */
  notBefore: number;
  told: number;
  failed: number;
  wakeAt: number | undefined;
  failing: Failing | undefined;
}

/**
 * Takes a receiver's turn: tells it, step by step, what it is to know by now, and begins nothing that could not end
 * before `deadline` (epoch milliseconds). Only one turn of a receiver goes on at a time, and none that is cut off, at
 * whatever point, loses anything: the next one finds what was under way. Throws when the store is away.
 */
export async function takeTurn(receiver: Receiver, deadline: number, ports: TurnPorts): Promise<Turn> {
  const { store, clock } = ports;
  const { name } = receiver;
  const lease = await takeLease(name, ports);
  if (!lease) return { receiver: name, told: 0, failed: 0, isFailing: false, wakeAt: clock.now() + BUSY_MS };
  const { leasedUntil, notBefore, failing } = lease.lane;
  const until = Math.min(leasedUntil, deadline) - STEP_MS;
  const state: State = { receiver, ports, until, notBefore, told: 0, failed: 0, wakeAt: undefined, failing };
  let wake: Wake = {};
  try {
    await goOn(state);
  } finally {
    wake = wakeOf(lease.lane, state);
    await giveBack(lease, laneOf(state, wake), store);
  }
  const { told, failed, failing: left } = state;
  const isFailing = left !== undefined;
  return { receiver: name, told, failed, isFailing, ...(wake.isNew && { wakeAt: wake.at }) };
}

type Wake = { readonly isNew?: false; readonly at?: number } | { readonly isNew: true; readonly at: number };

/** The wake that is to come: one that an earlier turn has asked for, when that is soon enough. */
function wakeOf({ wakeAt: asked }: Lane, { wakeAt: wanted, ports }: State): Wake {
  if (wanted === undefined) return {};
  const isUnderWay = asked !== undefined && asked > ports.clock.now() && asked <= wanted;
  return isUnderWay ? { at: asked } : { isNew: true, at: wanted };
}

const laneOf = ({ notBefore, failing }: State, { at }: Wake): Omit<Lane, 'leasedUntil'> => ({
  notBefore,
  ...(at !== undefined && { wakeAt: at }),
  ...(failing && { failing }),
});

/** Tells and looks again, until nothing is due or the time is over. */
async function goOn(state: State): Promise<void> {
  const { receiver, ports } = state;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const view = await look(receiver, ports);
    const { steps, wakeAt } = view.decision;
    const left = await tellAll(steps, view, state);
    state.failing = failingOf(
      [...view.notices.values()].map(({ value }) => value),
      left,
    );
    const now = ports.clock.now();
    // A time that is past, with nothing due, is a reminder that has to keep quiet: reconcile sees when it need not.
    state.wakeAt = left.length > 0 ? Math.max(state.notBefore, now) : later(wakeAt, now);
    if (left.length > 0 || steps.length === 0) return;
  }
  state.wakeAt = ports.clock.now();
}

const later = (at: number | undefined, now: number) => (at !== undefined && at > now ? at : undefined);

/** Tells step after step. Returns those that it could not begin. */
async function tellAll(steps: readonly Step[], view: Look, state: State): Promise<readonly Step[]> {
  const { clock } = state.ports;
  for (const [index, step] of steps.entries()) {
    const wait = state.notBefore - clock.now();
    if (wait > MAX_PAUSE_MS || clock.now() + Math.max(wait, 0) > state.until) return steps.slice(index);
    if (wait > 0) await clock.sleep(wait, NEVER);
    if (!(await tell(step, view, state))) return steps.slice(index);
  }
  return [];
}

const NEVER = new AbortController().signal;

/**
 * Tells one step: writes it down, sends it, writes down what came of it. `false` when somebody else has written the
 * notice in between, so that this turn is not ours any more.
 */
async function tell(step: Step, { notices, incidents }: Look, state: State): Promise<boolean> {
  const { receiver, ports } = state;
  const { store, clock } = ports;
  const { id } = step.notice;
  const shelf = `notices/${receiver.name}` as const;
  const version = notices.get(id)?.version ?? 0;
  const delivery = await deliveryOf(step, { ...ports, incidents, now: clock.now() });
  if (!(await store.put(shelf, id, underWay(step.notice), { version }))) return false;
  const begun = clock.now();
  const outcome = await send(delivery, receiver, ports);
  account(outcome, begun, state);
  logSend(step, outcome, ports);
  const value = afterSend(step, outcome, ports);
  if (!(await store.put(shelf, id, value, { version: version + 1 }))) return false;
  const kept = { id, version: version + 2, value };
  notices.set(id, kept);
  if (!isOver(value)) return true;
  await archive(kept, ports);
  notices.delete(id);
  return true;
}

/** Counts a send, and keeps the pace. What the receiver asks for holds for all that it is to be told. */
function account(outcome: Outcome, begun: number, state: State): void {
  const asked = outcome.isTold ? undefined : outcome.retryAfterMs;
  const paced = begun + state.receiver.paceMs;
  state.notBefore = asked === undefined ? paced : Math.max(paced, state.ports.clock.now() + asked);
  if (outcome.isTold) state.told++;
  else state.failed++;
}
