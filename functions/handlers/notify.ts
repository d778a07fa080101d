import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { notify } from '../notify/notify.ts';
import { failures } from './failures.ts';
import { type NotifierContext, notifierPorts, remainingMs } from './notifier.ts';

/** Tells receivers what the alarms in SQS messages say. */
export async function handler({ Records }: SQSEvent, context: NotifierContext): Promise<SQSBatchResponse> {
  const ports = await notifierPorts(context);
  return failures(await notify(Records, remainingMs(context), ports));
}
