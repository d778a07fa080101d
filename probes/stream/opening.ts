import { isSecret, type Secret } from '../../model/secret.ts';
import type { StreamSpec, Turn } from './check.ts';

/** What is said and what must come, with every secret and symbol in its place. */
export interface ReadyTurn {
  readonly texts: readonly string[];
  readonly expect: Turn['expect'];
}

const ALL = '{{symbols}}';
const EACH = '{{symbol}}';

/** Reads the secrets of all turns. Throws `SecretMissing`. */
export function readyTurns(
  { open, symbols }: StreamSpec,
  secrets: (secret: Secret) => Promise<string>,
): Promise<ReadyTurn[]> {
  return Promise.all(
    open.map(async ({ send, expect }) => {
      if (send === undefined) return { texts: [], expect };
      const each = asksForEach(send) ? symbols : [undefined];
      const made = each.map((symbol) => withSecrets(fill(send, symbols, symbol), secrets));
      return { texts: (await Promise.all(made)).map(textOf), expect };
    }),
  );
}

const asksForEach = (send: unknown): boolean => JSON.stringify(send).includes(EACH);

const textOf = (message: unknown): string =>
  typeof message === 'string' ? message : JSON.stringify(message);

type Change = (text: string) => unknown;

function fill(message: unknown, symbols: readonly string[], symbol: string | undefined): unknown {
  return walk(message, (text) => {
    if (text === ALL && typeof message !== 'string') return symbols;
    const whole = text.replaceAll(ALL, symbols.join(','));
    return symbol === undefined ? whole : whole.replaceAll(EACH, symbol);
  });
}

function walk(value: unknown, change: Change): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || isSecret(value)) return value;
  if (Array.isArray(value)) return value.map((item) => walk(item, change));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, change)]));
}

async function withSecrets(value: unknown, secrets: (secret: Secret) => Promise<string>): Promise<unknown> {
  if (isSecret(value)) return secrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Promise.all(value.map((item) => withSecrets(item, secrets)));
  const read = Object.entries(value).map(
    async ([name, item]) => [name, await withSecrets(item, secrets)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}
