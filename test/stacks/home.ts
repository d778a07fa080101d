import type { Template } from 'aws-cdk-lib/assertions';
import { email, http, type ProjectOptions, pagerduty, secret, slack, sms, topic } from '../../index.ts';
import { synthesize } from './synthesize.ts';

const checks = [
  http('site', { url: 'https://exchange.example.com/', locations: ['us-east-1', 'eu-west-1'] }),
];

/** Where it is deployed. */
export const ACCOUNT = '123456789012';

/** The home stack of a project with one check at two locations. */
export const homeOf = (options: Partial<ProjectOptions> = {}) =>
  synthesize(
    { home: 'ap-southeast-2', checks, ...options },
    { account: ACCOUNT, variables: { VEDETTE_TARGET: 'x' } },
  ).template('VedetteHome');

/** The one of a project that names no receiver. */
export const home = homeOf();

/** One of each receiver that makes a difference. */
export const many = homeOf({
  receivers: [
    slack('slack', { channel: 'C0123456789', token: secret('slack/token'), fallback: 'email' }),
    email('email', { addresses: ['desk@example.com', 'night@example.com'] }),
    sms('sms', { numbers: ['+61412345678'] }),
    pagerduty('pagerduty', { routingKey: secret('/aws/reference/secretsmanager/pd/key'), native: true }),
    topic('business', {}),
  ],
});

/** The logical id of the resource that has these properties. */
export const idOf = (template: Template, type: string, name: object): string => {
  const [id] = Object.keys(template.findResources(type, { Properties: name }));
  if (!id) throw new Error(`there is no ${type} ${JSON.stringify(name)}`);
  return id;
};

/** The logical id of the topic of a receiver. */
export const topicId = (name: string, template = many) =>
  idOf(template, 'AWS::SNS::Topic', { TopicName: `vedette-${name}` });
