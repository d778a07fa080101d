import type { PublishInput } from '@aws-sdk/client-sns';
import type { SnsPort } from '../../functions/notify/sns.ts';
import { hang, Script, sdkError } from './script.ts';

/** What can go wrong at a call. `lost-answer`: SNS takes it and its answer never comes. */
type Step = 'throttle' | 'unavailable' | 'deny' | 'refuse' | 'hang' | 'lost-answer';

/** SNS at its edge, with its own rules (Publish in the API reference). */
export class FakeSns implements SnsPort {
  readonly script = new Script<Step>();
  /** What was taken. */
  readonly published: PublishInput[] = [];

  publish = async (input: PublishInput, signal: AbortSignal): Promise<void> => {
    const step = this.script.take();
    if (step === 'hang') await hang(signal);
    if (step && step !== 'lost-answer') throw ERRORS[step as keyof typeof ERRORS]();
    const { Subject, Message = '' } = input;
    if (Subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(Subject))
      throw sdkError('InvalidParameterException', 400, 'Invalid parameter: Subject');
    if (Message === '' || Buffer.byteLength(Message) > 262_144)
      throw sdkError('InvalidParameterException', 400, 'Invalid parameter: Message');
    this.published.push(input);
    if (step === 'lost-answer') await hang(signal);
  };
}

const ERRORS = {
  throttle: () => sdkError('ThrottledException', 429, 'Rate exceeded'),
  unavailable: () => sdkError('InternalErrorException', 500),
  deny: () => sdkError('AuthorizationErrorException', 403),
  refuse: () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
};
