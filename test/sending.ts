import type { Delivery, Outcome, Send, SenderPorts } from '../functions/notify/sender.ts';
import { environmentSecrets, type SecretReader } from '../functions/platform/secrets.ts';
import type { Receiver, ReceiverDefinition, ReceiverKind } from '../model/receiver.ts';
import { environmentName } from '../model/secret.ts';
import { fastClock } from './fakes/clock.ts';
import { FakeSns } from './fakes/sns.ts';

/** A send's time on a machine where nothing hangs by accident. */
const TIME_MS = 1_500;

/** Reads the secrets that a test gives. */
export const secretsOf = (values: Readonly<Record<string, string>>): SecretReader =>
  environmentSecrets(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [environmentName(name), value])),
  );

/** What a sender needs; sleeps are short, sockets are real. */
export const portsOf = (over: Partial<SenderPorts> = {}): SenderPorts => ({
  clock: fastClock(),
  secrets: secretsOf({}),
  sns: new FakeSns(),
  topicArn: (name) => `arn:aws:sns:eu-west-1:123456789012:${name}`,
  signal: AbortSignal.timeout(TIME_MS),
  ...over,
});

/** A receiver from its definition, as resolving the project makes it. */
export function receiverOf<K extends string, Options extends object, Spec>(
  kind: ReceiverKind<K, Options, Spec>,
  { name, options }: ReceiverDefinition<K, Options>,
): Receiver<K, Spec> {
  const spec = kind.spec(options);
  return {
    kind: kind.receiver,
    name,
    spec,
    fallback: undefined,
    isSent: kind.isSent(spec),
    subscriptions: kind.subscriptions(spec),
    paceMs: kind.paceMs,
  };
}

/** Sends each delivery in turn, each with a time of its own; the first that gets a handle hands it on. */
export async function sendAll<Spec>(
  send: Send<Spec>,
  receiver: Receiver<string, Spec>,
  deliveries: readonly Delivery[],
  over: Partial<SenderPorts> = {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let ref: Delivery['notice']['ref'];
  for (const delivery of deliveries) {
    const notice = { ...delivery.notice, ...(ref && { ref }) };
    const outcome = await send({ ...delivery, notice }, receiver, portsOf(over));
    if (outcome.isTold) ref = outcome.ref ?? ref;
    outcomes.push(outcome);
  }
  return outcomes;
}
