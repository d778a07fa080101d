/** What is called of the SDK: a module that is imported lazily is bundled whole, so this one names its parts. */
export { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
