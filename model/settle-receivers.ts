import type { Project } from './project.ts';
import type { AnyReceiverKind, Receiver, ReceiverDefinition, Receivers } from './receiver.ts';

/** Who is told when a project names nobody: a topic that anything may be subscribed to. */
const DEFAULT_RECEIVER: ReceiverDefinition = { receiver: 'topic', name: 'alarms', options: {} };

/** The receivers as the project defines them, or the one that there is without. */
export const definedReceivers = ({ receivers = [] }: Project): readonly ReceiverDefinition[] =>
  receivers.length === 0 ? [DEFAULT_RECEIVER] : receivers;

/** Turns the receivers of a project that was validated into what their senders need. */
export const settleReceivers = (project: Project, registry: Receivers): Receiver[] =>
  definedReceivers(project).map((definition) => settleReceiver(definition, registry));

function settleReceiver({ receiver, name, options }: ReceiverDefinition, registry: Receivers): Receiver {
  const kind = registry[receiver] as AnyReceiverKind;
  const spec = kind.spec(options as never);
  return {
    kind: receiver,
    name,
    spec,
    fallback: options.fallback,
    isSent: kind.isSent(spec as never),
    subscriptions: kind.subscriptions(spec as never),
    paceMs: kind.paceMs,
  };
}
