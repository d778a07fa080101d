import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Moto } from '../emulator/moto.ts';

const ENVIRONMENT = join(import.meta.dirname, 'execution-environment.mjs');

const REGION = 'ap-southeast-2';

/** A function as the emulator has it, with the asset that was uploaded for it. */
export interface DeployedFunction {
  readonly asset: string;
  /** The assets of its layers. */
  readonly layers: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

interface Configuration {
  readonly FunctionName: string;
  readonly Description: string;
  readonly Environment: { readonly Variables: Record<string, string> };
}

/** Asks the emulator's Lambda in its own protocol, for which there is no client here. It reads no signature. */
async function lambda(moto: Moto, path: string, change?: object): Promise<Record<string, unknown>> {
  const credential = `Credential=testing/20261121/${REGION}/lambda/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none`;
  const response = await fetch(`${moto.endpoint}/2015-03-31/${path}`, {
    headers: { authorization },
    ...(change && { method: 'PUT', body: JSON.stringify(change) }),
  });
  if (!response.ok) throw new Error(`moto answered ${response.status} to ${path}`);
  return (await response.json()) as Record<string, unknown>;
}

/** The deployed function with this description, and its asset in the cloud assembly. */
export async function deployedFunction(
  moto: Moto,
  assembly: string,
  description: RegExp,
): Promise<DeployedFunction> {
  const { Functions } = (await lambda(moto, 'functions')) as { Functions: Configuration[] };
  const listed = Functions.find((one) => description.test(one.Description));
  if (!listed) throw new Error(`no deployed function is described as ${description}`);
  const { Environment } = (await lambda(
    moto,
    `functions/${listed.FunctionName}/configuration`,
  )) as unknown as Configuration;
  const variables = Object.entries(Environment.Variables).map(([name, value]) => [name, onMoto(value, moto)]);
  return { ...assetsOf(assembly, listed.Description), variables: Object.fromEntries(variables) };
}

/** The emulator's CloudFormation names queues as AWS does, and the SDK calls a queue where its URL says that it is. */
const onMoto = (value: string, { endpoint }: Moto): string =>
  value.replaceAll(`https://sqs.${REGION}.amazonaws.com`, endpoint);

interface FunctionResource {
  readonly Type: string;
  readonly Properties: {
    readonly Description?: string;
    readonly Code?: { readonly S3Key: string };
    readonly Layers?: readonly { readonly Ref: string }[];
    /** A layer's. */
    readonly Content?: { readonly S3Key: string };
  };
}

/** The files of an assembly's templates. */
export const templatesOf = (assembly: string): string[] =>
  readdirSync(assembly)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(assembly, name));

function assetsOf(assembly: string, description: string): Pick<DeployedFunction, 'asset' | 'layers'> {
  for (const file of templatesOf(assembly)) {
    const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template;
    const found = Object.values(Resources).find(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.Description === description,
    )?.Properties;
    if (!found?.Code) continue;
    const layers = found.Layers?.map(({ Ref }) => Resources[Ref]?.Properties.Content?.S3Key ?? '') ?? [];
    const placeOf = (key: string) => join(assembly, `asset.${key.replace(/\.zip$/, '')}`);
    return { asset: placeOf(found.Code.S3Key), layers: layers.map(placeOf) };
  }
  throw new Error(`no template has the function: ${description}`);
}

interface Template {
  readonly Resources: Readonly<Record<string, FunctionResource>>;
}

/** Ours is the place of the event sources: the emulator's would ask for Docker, and then delete the message. */
export async function disableEventSources(moto: Moto): Promise<void> {
  const { EventSourceMappings } = (await lambda(moto, 'event-source-mappings/')) as {
    EventSourceMappings: { UUID: string }[];
  };
  for (const { UUID } of EventSourceMappings) {
    await lambda(moto, `event-source-mappings/${UUID}`, { Enabled: false });
  }
}

/** A function that is warm: one process, one event at a time. */
export interface WarmFunction {
  /** What the handler returned. Throws what it threw. */
  readonly invoke: (event: object) => Promise<unknown>;
  /** What it has written to standard output and error. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a deployed function in a process with its deployed variables, and what else is in `env`. */
export function start(deployed: DeployedFunction, env: Readonly<Record<string, string>>): WarmFunction {
  const child = fork(ENVIRONMENT, [deployed.asset], {
    execArgv: [],
    env: {
      ...deployed.variables,
      AWS_LAMBDA_FUNCTION_NAME: 'deployed',
      NODE_PATH: deployed.layers.map((layer) => join(layer, 'nodejs/node_modules')).join(delimiter),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      log += chunk;
    });
  return {
    invoke: (event) => ask(child, event, () => log),
    log: () => log,
    stop: async () => {
      const exited = once(child, 'exit');
      if (child.kill()) await exited;
    },
  };
}

async function ask(child: ChildProcess, event: object, log: () => string): Promise<unknown> {
  const asking = new AbortController();
  const died = once(child, 'exit', asking).then(() => {
    throw new Error(`the function's process died: ${log()}`);
  });
  child.send(event);
  const [answer] = (await Promise.race([once(child, 'message', asking), died]).finally(() => {
    asking.abort();
  })) as [{ value?: unknown; error?: string }];
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.value;
}
