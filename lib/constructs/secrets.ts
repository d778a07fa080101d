import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { parameterName } from '../../model/secret.ts';
import type { HandlerFunction } from './handler-function.ts';

/** Parameter Store's door to Secrets Manager: what follows is the secret's id. */
const SECRETS_MANAGER = '/aws/reference/secretsmanager/';

/** Lets a function read these secrets, in its own region, and no others. */
export function readSecrets(reader: HandlerFunction, names: readonly string[]): void {
  if (names.length === 0) return;
  const parameters = names.map(parameterName);
  const managed = parameters.filter((name) => name.startsWith(SECRETS_MANAGER));
  reader.addToRolePolicy(readParameters(reader, parameters));
  reader.addToRolePolicy(decrypt(reader, managed.length > 0 ? ['ssm', 'secretsmanager'] : ['ssm']));
  if (managed.length > 0) reader.addToRolePolicy(readManaged(reader, managed));
}

function readParameters(reader: HandlerFunction, names: readonly string[]): PolicyStatement {
  const arnOf = (name: string) =>
    Stack.of(reader).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
  return new PolicyStatement({
    actions: ['ssm:GetParameter', 'ssm:GetParameters'],
    resources: names.map(arnOf),
  });
}

/** Which key a secret is under is not known at synth: any of the account's, but through these services alone. */
function decrypt(reader: HandlerFunction, services: readonly string[]): PolicyStatement {
  const stack = Stack.of(reader);
  const doors = services.map((service) => `${service}.${stack.region}.amazonaws.com`);
  return new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' })],
    conditions: { StringEquals: { 'kms:ViaService': doors } },
  });
}

function readManaged(reader: HandlerFunction, names: readonly string[]): PolicyStatement {
  const arnOf = (name: string) =>
    Stack.of(reader).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      // Secrets Manager adds a dash and six characters of its own to the id.
      resourceName: `${name.slice(SECRETS_MANAGER.length)}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: names.map(arnOf) });
}
