import { reconcile } from '../notify/reconcile/reconcile.ts';
import { required } from '../platform/environment.ts';
import { type NotifierContext, notifierPorts, remainingMs } from './notifier.ts';

/** The minute's tick: compares what fires with what was told. */
export async function handler(_event: unknown, context: NotifierContext): Promise<void> {
  const ports = await notifierPorts(context);
  const deadLetterQueueUrls = required(process.env, 'DEAD_LETTER_QUEUE_URLS').split(',');
  await reconcile(remainingMs(context), { ...ports, deadLetterQueueUrls });
}
