import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import type { Address } from './resolve.ts';

/** Gives the addresses of a name in lower case; none when the file does not have it. */
export type Hosts = (name: string) => readonly Address[];

const HOSTS_FILE = '/etc/hosts';

/**
 * Reads a hosts file (hosts(5)), and again whenever it was changed. Read in place, not in the thread pool: the file is
 * small and local, and the pool's four threads may all be busy with something that is neither.
 */
export function hostsFile(path = HOSTS_FILE): Hosts {
  let known:
    | { readonly mtimeMs: number; readonly names: ReadonlyMap<string, readonly Address[]> }
    | undefined;
  return (name) => {
    try {
      const { mtimeMs } = statSync(path);
      if (known?.mtimeMs !== mtimeMs) known = { mtimeMs, names: parse(readFileSync(path, 'utf8')) };
    } catch {
      known = undefined; // a machine without one, or one that we must not read
    }
    return known?.names.get(name) ?? [];
  };
}

function parse(text: string): ReadonlyMap<string, readonly Address[]> {
  const names = new Map<string, Address[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...given] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = isIP(address);
    if (family === 0) continue;
    for (const name of given.map((one) => one.toLowerCase()))
      names.set(name, [...(names.get(name) ?? []), { address, family }]);
  }
  return names;
}
