import { type Acknowledgment, ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { managedId, parameterName } from '../../model/secret.ts';
import type { HandlerFunction } from './handler-function.ts';

/** Lets a function read these secrets, in its own region, and no others. */
export function readSecrets(reader: HandlerFunction, names: readonly string[]): void {
  if (names.length === 0) return;
  const parameters = names.map(parameterName);
  const managed = names.flatMap((name) => managedId(name) ?? []);
  reader.addToRolePolicy(readParameters(reader, parameters));
  reader.addToRolePolicy(decrypt(reader, managed.length > 0 ? ['ssm', 'secretsmanager'] : ['ssm']));
  Validations.of(reader.role ?? reader).acknowledge(anyKey(reader));
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

/** cdk-nag names the finding after the ARN, and the account as CloudFormation does where it is not known. */
function anyKey(reader: HandlerFunction): Acknowledgment {
  const { region, account } = Stack.of(reader);
  const owner = Token.isUnresolved(account) ? '<AWS::AccountId>' : account;
  return {
    id: `AwsSolutions-IAM5[Resource::arn:aws:kms:${region}:${owner}:key/*]`,
    reason: 'A parameter may be under any key; it is decrypted through the services that hold secrets alone',
  };
}

function readManaged(reader: HandlerFunction, ids: readonly string[]): PolicyStatement {
  const arnOf = (id: string) =>
    Stack.of(reader).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      // Secrets Manager adds a dash and six characters of its own to the id.
      resourceName: `${id}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ids.map(arnOf) });
}
