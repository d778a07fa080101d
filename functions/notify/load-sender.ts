import { onceEach } from '../../model/once.ts';
import type { Send } from './sender.ts';

/**
 * Loads the sender of a kind of receiver when it is first needed. A cache, because Node asks its loaders again for every
 * `import()` of the same file. The path is the convention that makes a receiver one folder.
 */
export const loadSend = onceEach(async (kind: string): Promise<Send> => {
  const module = (await import(`./${kind}/send.ts`)) as { send: Send };
  return module.send;
});
