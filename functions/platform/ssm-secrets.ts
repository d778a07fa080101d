import { setImmediate } from 'node:timers/promises';
import { once } from '../../model/once.ts';
import { parameterName } from '../../model/secret.ts';
import { SecretMissing } from '../../probes/probe.ts';
import type { SecretReader } from './secrets.ts';

/** SSM Parameter Store at its edge: the decrypted value of one parameter. Throws the SDK's errors. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

/** Reads secrets from SSM Parameter Store, in the way of AWS. */
export function ssmSecrets(read: ReadParameter = connectSsm()): SecretReader {
  return async (name) => {
    const parameter = parameterName(name);
    const value = await read(parameter).catch((error: unknown) => {
      throw new SecretMissing(missing(name, parameter, (error as Error).name), { cause: error });
    });
    if (!value) throw new SecretMissing(missing(name, parameter, 'it is empty'));
    return value;
  };
}

/** Only the error's name is told: its message can quote the request. */
const missing = (name: string, parameter: string, why: string): string =>
  `the secret ${name} cannot be read from the SSM parameter ${parameter}: ${why}`;

/** Parameter Store is in the same region: no answer by then is none. Milliseconds. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/**
 * The SDK is loaded by the first check that has a secret: most deployments never pay for it. Not in the same turn of
 * the event loop, because loading it stalls the probes of a cold start that have no secret and could dial at once.
 */
function connectSsm(): ReadParameter {
  const connect = once(async () => {
    await setImmediate();
    const { GetParameterCommand, SSMClient } = await import('./ssm-client.ts');
    return { client: new SSMClient({ requestHandler: TIMEOUTS }), GetParameterCommand };
  });
  return async (Name) => {
    const { client, GetParameterCommand } = await connect();
    const { Parameter } = await client.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value;
  };
}
