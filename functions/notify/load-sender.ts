import type { Send } from './sender.ts';

/** Senders by kind of receiver: a cache, because Node asks its loaders again for every `import()` of the same file. */
const loaded = new Map<string, Promise<Send>>();

/** Loads the sender of a kind of receiver when it is first needed. */
export function loadSend(kind: string): Promise<Send> {
  const known = loaded.get(kind) ?? importSend(kind);
  loaded.set(kind, known);
  return known;
}

/** The path is the convention that makes a receiver one folder. */
async function importSend(kind: string): Promise<Send> {
  const module = (await import(`./${kind}/send.ts`)) as { send: Send };
  return module.send;
}
