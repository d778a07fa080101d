import { type Redact, redactor } from '../../model/redact.ts';
import { environmentName } from '../../model/secret.ts';
import { SecretMissing } from '../../probes/probe.ts';

/** Reads a secret's value by name. Throws `SecretMissing`, in one line that says where it was looked for. */
export type SecretReader = (name: string) => Promise<string>;

/** Reads secrets from environment variables: the way of one machine. */
export function environmentSecrets(env: Readonly<Record<string, string | undefined>>): SecretReader {
  return async (name) => {
    const variable = environmentName(name);
    const value = env[variable];
    if (!value)
      throw new SecretMissing(`the secret ${name} is not set; set the environment variable ${variable}`);
    return value;
  };
}

/** How long a value is good for: a rotated secret is picked up within this time. */
const TTL_MS = 300_000;

/** Remembers values for five minutes, so that a minute of checks asks the store once. Failures are not kept. */
export function cachedSecrets(read: SecretReader, now: () => number): SecretReader {
  const known = new Map<string, { value: Promise<string>; until: number }>();
  return (name) => {
    const hit = known.get(name);
    if (hit && hit.until > now()) return hit.value;
    const value = read(name);
    known.set(name, { value, until: now() + TTL_MS });
    value.catch(() => known.delete(name));
    return value;
  };
}

interface WatchedSecrets {
  readonly secrets: SecretReader;
  /** Takes out what has been read so far. */
  readonly redact: Redact;
}

/** Remembers which values were read, so that none of them is ever written. */
export function watchedSecrets(read: SecretReader): WatchedSecrets {
  const seen = new Set<string>();
  return {
    secrets: async (name) => {
      const value = await read(name);
      seen.add(value);
      return value;
    },
    redact: (value) => redactor(seen)(value),
  };
}
