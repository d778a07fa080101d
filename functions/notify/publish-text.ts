import { textTopicOf } from '../../model/receiver.ts';
import type { Outcome, SenderPorts } from './sender.ts';

interface Text {
  /** The receiver's name. */
  readonly receiver: string;
  readonly subject?: string;
  readonly text: string;
}

/** Publishes to the topic of a receiver's texts. SNS knows no key against doubles: what is uncertain may come twice. */
export async function publishText(
  { receiver, subject, text }: Text,
  { sns, topicArn, signal }: Pick<SenderPorts, 'sns' | 'topicArn' | 'signal'>,
): Promise<Outcome> {
  const Subject = subject === undefined ? {} : { Subject: subject };
  try {
    await sns.publish({ TopicArn: topicArn(textTopicOf(receiver)), ...Subject, Message: text }, signal);
    return { isTold: true };
  } catch (error) {
    const { name, isUncertain } = faultOf(error, signal);
    return { isTold: false, problem: `SNS: ${name}`, isUncertain };
  }
}

/** Nothing was connected, so nothing was sent. */
const NOT_CONNECTED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CredentialsProviderError'];

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What the SDK's error means. Only its name is told: its message can quote the request. */
function faultOf(error: unknown, signal: AbortSignal): { name: string; isUncertain: boolean } {
  const { name, code, $metadata } = error as SdkError;
  if (signal.aborted) return { name: 'no answer in time', isUncertain: true };
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return { name, isUncertain: status >= 500 };
  return { name: code ?? name, isUncertain: !NOT_CONNECTED.includes(code ?? name) };
}
