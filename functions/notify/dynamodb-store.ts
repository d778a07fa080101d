import { randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { once } from '../../model/once.ts';
import type { Kept, PutOptions, Shelf, Store } from './store.ts';

type Item = Record<string, AttributeValue>;

type Connect = () => Promise<Connection>;
type Connection = Awaited<ReturnType<typeof connect>>;

/** DynamoDB is in the same region: no answer by then is none, and the SDK asks again. Milliseconds. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

async function connect(config: DynamoDBClientConfig) {
  const sdk = await import('./dynamodb-client.ts');
  return { ...sdk, client: new sdk.DynamoDBClient({ requestHandler: TIMEOUTS, ...config }) };
}

/**
 * The store in a DynamoDB table with the keys `shelf` and `id`, both text, and the time to live in `expiresAt`, in
 * seconds. A value is JSON in one attribute, zipped when it is long: an item has at most 400 KB (DynamoDB quotas), and
 * the digest of a storm names every alarm. Throws the SDK's errors.
 */
export function dynamoDbStore(table: string, config: DynamoDBClientConfig = {}): Store {
  const connected = once(() => connect(config));
  return {
    list: (shelf) => list(connected, table, shelf),
    get: (shelf, id) => get(connected, table, shelf, id),
    put: (shelf, id, value, options) => put(connected, itemOf(shelf, id, value, options), table, options),
    remove: (shelf, id, version) => remove(connected, { shelf, id, version }, table),
  };
}

const keyOf = (shelf: Shelf, id: string): Item => ({ shelf: { S: shelf }, id: { S: id } });

function itemOf<Value>(shelf: Shelf, id: string, value: Value, { version, expiresAt }: PutOptions): Item {
  return {
    ...keyOf(shelf, id),
    version: { N: String(version + 1) },
    // Tells our own write from another one with the same content.
    write: { S: randomUUID() },
    ...packed(JSON.stringify(value)),
    ...(expiresAt !== undefined && { expiresAt: { N: String(Math.ceil(expiresAt / 1_000)) } }),
  };
}

const keptOf = <Value>(item: Item): Kept<Value> => ({
  id: String(item.id?.S),
  version: Number(item.version?.N),
  value: JSON.parse(unpacked(item)) as Value,
});

/** Text longer than this is zipped. */
const MAX_PLAIN_BYTES = 65_536;

const packed = (json: string): Item =>
  json.length > MAX_PLAIN_BYTES ? { zipped: { B: gzipSync(json) } } : { value: { S: json } };

const unpacked = ({ value, zipped }: Item): string =>
  zipped?.B ? gunzipSync(zipped.B).toString() : String(value?.S);

async function list<Value>(connected: Connect, TableName: string, shelf: Shelf): Promise<Kept<Value>[]> {
  const { client, QueryCommand } = await connected();
  const found: Kept<Value>[] = [];
  let next: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: 'shelf = :shelf',
        ExpressionAttributeValues: { ':shelf': { S: shelf } },
        ...(next && { ExclusiveStartKey: next }),
      }),
    );
    found.push(...Items.map((item) => keptOf<Value>(item)));
    next = LastEvaluatedKey;
  } while (next);
  return found;
}

async function get<Value>(
  connected: Connect,
  TableName: string,
  shelf: Shelf,
  id: string,
): Promise<Kept<Value> | undefined> {
  const { client, GetItemCommand } = await connected();
  const Key = keyOf(shelf, id);
  const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item && keptOf<Value>(Item);
}

/** What must hold for a write by somebody who has seen this version. */
const seen = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(id)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: String(version) } },
      };

/** A write whose answer was lost is sent again by the SDK, and then fails on its own first success: that is one. */
async function put(
  connected: Connect,
  Item: Item,
  TableName: string,
  { version }: PutOptions,
): Promise<boolean> {
  const { client, PutItemCommand, ConditionalCheckFailedException } = await connected();
  const input = {
    TableName,
    Item,
    ...seen(version),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  try {
    await client.send(new PutItemCommand(input));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.write?.S === Item.write?.S;
  }
}

interface Removal {
  readonly shelf: Shelf;
  readonly id: string;
  readonly version: number;
}

/** Not there any more is as good as removed. */
async function remove(
  connected: Connect,
  { shelf, id, version }: Removal,
  TableName: string,
): Promise<boolean> {
  const { client, DeleteItemCommand, ConditionalCheckFailedException } = await connected();
  const input = { TableName, Key: keyOf(shelf, id), ...seen(version) };
  try {
    await client.send(new DeleteItemCommand({ ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item === undefined;
  }
}
